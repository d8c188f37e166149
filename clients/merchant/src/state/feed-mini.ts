import type { Ear, Feed } from './feed'
import { load } from './offers'

const ASK_EVERY_MS = 5000

/** WeChat's requests have no stream that survives its proxies: the offers are asked for instead, and what vanished is looked up. */
export function asking(ear: Ear): Feed {
  const timer = setInterval(() => load().then(() => ear.sign(), () => ear.lost()), ASK_EVERY_MS)
  return { close: () => clearInterval(timer) }
}
