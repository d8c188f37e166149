/**
 * The voice. A browser lets a page sound only after a tap: the tap that starts the shift plays it once, which unlocks it and is the
 * proof that it can be heard.
 */
import { ref } from 'vue'

/** off: nobody tapped yet · on: it may sound · blocked: the browser refused, she must tap */
export const sound = ref<'off' | 'on' | 'blocked'>('off')
export const ringing = ref(false)

const VIBRATE_EVERY_MS = 3000
let shaking: ReturnType<typeof setInterval> | null = null

// #ifdef H5
let element: HTMLAudioElement | null = null

function player(): HTMLAudioElement {
  if (element) return element
  element = document.createElement('audio')
  element.id = 'voice'
  element.src = `${import.meta.env.BASE_URL}static/sound/new-order.mp3`
  element.preload = 'auto'
  element.setAttribute('aria-hidden', 'true')
  document.body.appendChild(element)
  return element
}

async function sing(loop: boolean): Promise<void> {
  const voice = player()
  voice.loop = loop
  voice.currentTime = 0
  try {
    await voice.play()
    sound.value = 'on'
  } catch (error) {
    // Stopped again before it began is no refusal.
    if ((error as Error).name === 'NotAllowedError') sound.value = 'blocked'
  }
}

function hush(): void {
  element?.pause()
}

function shake(): void {
  navigator.vibrate?.([400, 200, 400])
}
// #endif
// #ifndef H5
let inner: UniApp.InnerAudioContext | null = null

function player(): UniApp.InnerAudioContext {
  if (inner) return inner
  uni.setInnerAudioOption({ obeyMuteSwitch: false, fail: () => undefined })
  inner = uni.createInnerAudioContext()
  inner.src = '/static/sound/new-order.mp3'
  return inner
}

async function sing(loop: boolean): Promise<void> {
  const voice = player()
  voice.loop = loop
  voice.seek(0)
  voice.play()
  sound.value = 'on'
}

function hush(): void {
  inner?.stop()
}

function shake(): void {
  uni.vibrateLong({ fail: () => undefined })
}
// #endif

/** From a tap: sound once, and from now on whenever it must. */
export const unlock = (): Promise<void> => sing(ringing.value)

/** Until `quiet`: the voice again and again, and the phone shakes. */
export function ring(): void {
  if (ringing.value) return
  ringing.value = true
  void sing(true)
  shake()
  shaking = setInterval(shake, VIBRATE_EVERY_MS)
}

export function quiet(): void {
  if (!ringing.value) return
  ringing.value = false
  hush()
  if (shaking) clearInterval(shaking)
  shaking = null
}
