/** Ways between screens and short words to her. */
import { tell } from '@/api/http'
import { ACCENT, HOME, TABS } from '@/own'

export function go(name: string, query: Record<string, string | number> = {}): void {
  const path = `/pages/${name}/${name}`
  if (TABS.includes(path)) return void uni.switchTab({ url: path })
  const words = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
  const url = words.length ? `${path}?${words.join('&')}` : path
  // A mini-program holds at most ten screens on top of each other.
  uni.navigateTo({ url, fail: () => uni.redirectTo({ url }) })
}

export function instead(name: string, query: Record<string, string | number> = {}): void {
  const words = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
  uni.redirectTo({ url: `/pages/${name}/${name}?${words.join('&')}` })
}

/** Back to where she was; home when she came by a link. */
export function back(): void {
  if (getCurrentPages().length > 1) uni.navigateBack()
  else go(HOME)
}

export function say(words: string): void {
  uni.showToast({ title: words, icon: 'none', duration: 2200 })
}

export const sayWhy = (error: unknown): void => say(tell(error))

export function sure(title: string, content: string, confirmText = '确定', cancelText = '再想想'): Promise<boolean> {
  return new Promise((resolve) =>
    uni.showModal({ title, content, confirmText, cancelText, confirmColor: ACCENT, success: ({ confirm }) => resolve(confirm), fail: () => resolve(false) })
  )
}

export function call(phone: string): void {
  // #ifdef H5
  window.location.href = `tel:${phone.replace(/[^\d+-]/g, '')}`
  // #endif
  // #ifndef H5
  uni.makePhoneCall({ phoneNumber: phone, fail: () => undefined })
  // #endif
}

/** What is asked of the network once at a time: a second tap waits for the first. */
export function once<A extends unknown[]>(act: (...args: A) => Promise<void>): (...args: A) => Promise<void> {
  let running = false
  return async (...args) => {
    if (running) return
    running = true
    try {
      await act(...args)
    } catch (error) {
      sayWhy(error)
    } finally {
      running = false
    }
  }
}
