/** While she is on shift the screen stays on, where the phone allows it: a dark phone may sleep and hear nothing. */
import { ref } from 'vue'

export const awake = ref(false)
let wanted = false

// #ifdef H5
let lock: WakeLockSentinel | null = null

async function hold(): Promise<void> {
  if (!wanted || lock || document.visibilityState !== 'visible') return
  try {
    lock = (await navigator.wakeLock?.request('screen')) ?? null
    // The browser takes it back whenever the page is hidden.
    lock?.addEventListener('release', () => {
      lock = null
      awake.value = false
    })
  } catch {
    lock = null // low battery, or not allowed here
  }
  awake.value = lock !== null
}
// #endif

export function keepAwake(on: boolean): void {
  wanted = on
  // #ifdef H5
  if (on) void hold()
  else void lock?.release()
  // #endif
  // #ifndef H5
  uni.setKeepScreenOn({ keepScreenOn: on, success: () => (awake.value = on), fail: () => undefined })
  // #endif
}

/** The page is in front again. */
export function holdAgain(): void {
  // #ifdef H5
  void hold()
  // #endif
}
