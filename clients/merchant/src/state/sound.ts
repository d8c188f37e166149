/**
 * The voice. A browser lets a page sound only after a tap: the tap that starts the shift plays it once, which unlocks it and is the
 * proof that it can be heard.
 */
import { ref } from 'vue'
// #ifdef H5
import { pageVoice } from './voice-page'
// #endif
// #ifndef H5
import { miniVoice } from './voice-mini'
// #endif

export interface Voice {
  /** From the beginning, once or again and again. False: the platform does not let it sound. */
  sing(loop: boolean): Promise<boolean>
  hush(): void
  shake(): void
}

function voice(): Voice {
  // #ifdef H5
  return pageVoice
  // #endif
  // #ifndef H5
  return miniVoice
  // #endif
}

/** off: nobody tapped yet · on: it may sound · blocked: the browser refused, she must tap */
export const sound = ref<'off' | 'on' | 'blocked'>('off')
export const ringing = ref(false)

const SHAKE_EVERY_MS = 3000
let shaking: ReturnType<typeof setInterval> | null = null

async function sing(loop: boolean): Promise<void> {
  sound.value = (await voice().sing(loop)) ? 'on' : 'blocked'
}

/** From a tap: sound once, and from now on whenever it must. */
export const unlock = (): Promise<void> => sing(ringing.value)

/** Until `quiet`: the voice again and again, and the phone shakes. */
export function ring(): void {
  if (ringing.value) return
  ringing.value = true
  void sing(true)
  voice().shake()
  shaking = setInterval(() => voice().shake(), SHAKE_EVERY_MS)
}

export function quiet(): void {
  if (!ringing.value) return
  ringing.value = false
  voice().hush()
  if (shaking) clearInterval(shaking)
  shaking = null
}
