/** The phone's small memory. A full or forbidden storage must not keep anybody from working: then it lasts as long as the app. */
import { STORAGE_PREFIX as PREFIX } from '@/own'

const fallback = new Map<string, unknown>()

export function recall<T>(name: string): T | null {
  try {
    const found = uni.getStorageSync(PREFIX + name)
    return found === '' || found === undefined ? ((fallback.get(name) as T) ?? null) : (found as T)
  } catch {
    return (fallback.get(name) as T) ?? null
  }
}

export function remember(name: string, value: unknown): void {
  try {
    uni.setStorageSync(PREFIX + name, value)
  } catch {
    fallback.set(name, value)
  }
}

export function forget(name: string): void {
  fallback.delete(name)
  try {
    uni.removeStorageSync(PREFIX + name)
  } catch {
    // Nothing was kept.
  }
}
