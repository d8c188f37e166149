/** The voice in a browser: an audio element, which plays only after a tap. */
import type { Voice } from './sound'

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

async function sing(loop: boolean): Promise<boolean> {
  const voice = player()
  voice.loop = loop
  voice.currentTime = 0
  try {
    await voice.play()
    return true
  } catch (error) {
    // Stopped again before it began is no refusal.
    return (error as Error).name !== 'NotAllowedError'
  }
}

export const pageVoice: Voice = { sing, hush: () => element?.pause(), shake: () => void navigator.vibrate?.([400, 200, 400]) }
