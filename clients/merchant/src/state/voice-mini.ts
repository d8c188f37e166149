/** The voice in a mini-program, which needs no tap, and sounds also when the phone is muted. */
import type { Voice } from './sound'

let inner: UniApp.InnerAudioContext | null = null

function player(): UniApp.InnerAudioContext {
  if (inner) return inner
  uni.setInnerAudioOption({ obeyMuteSwitch: false, fail: () => undefined })
  inner = uni.createInnerAudioContext()
  inner.src = '/static/sound/new-order.mp3'
  return inner
}

async function sing(loop: boolean): Promise<boolean> {
  const voice = player()
  voice.loop = loop
  voice.seek(0)
  voice.play()
  return true
}

export const miniVoice: Voice = { sing, hush: () => inner?.stop(), shake: () => uni.vibrateLong({ fail: () => undefined }) }
