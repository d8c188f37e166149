import { onUnmounted, ref, shallowRef } from 'vue'
import { ApiProblem, NoAnswer, tell } from '@/api/http'
import { go } from './go'

export type Look = 'loading' | 'ready' | 'error' | 'offline'

/**
 * What a screen shows of one thing that it loads. When loading again fails, what was there stays and `stale` says so;
 * only the latest of several loads counts.
 */
export function useLoad<T>(load: () => Promise<T>) {
  const data = shallowRef<T | null>(null)
  const look = ref<Look>('loading')
  const words = ref('')
  const stale = ref(false)
  let [turn, asked] = [0, 0]

  async function reload(): Promise<void> {
    const mine = ++turn
    asked++
    if (data.value === null) look.value = 'loading'
    try {
      const found = await load()
      if (mine !== turn) return
      data.value = found
      look.value = 'ready'
      stale.value = false
    } catch (error) {
      if (mine !== turn) return
      words.value = tell(error)
      if (error instanceof ApiProblem && error.status === 401) go('login') // and back here when she is in
      stale.value = data.value !== null
      if (data.value === null) look.value = error instanceof NoAnswer ? 'offline' : 'error'
    } finally {
      asked--
    }
  }

  function put(found: T): void {
    turn++
    data.value = found
    look.value = 'ready'
    stale.value = false
  }

  /** Every so often: not before the last answer is there, or a line slower than that would never show anything. */
  const renew = () => void (asked || reload())

  return { data, look, words, stale, reload, renew, put }
}

/** Call `act` every `everyMs` while the screen is open and in front. */
export function useEvery(act: () => void, everyMs: number) {
  let timer: ReturnType<typeof setInterval> | null = null
  const stop = () => {
    if (timer) clearInterval(timer)
    timer = null
  }
  const start = () => {
    stop()
    timer = setInterval(act, everyMs)
  }
  onUnmounted(stop)
  return { start, stop }
}
