/** The store's live feed. In a browser a stream that is read piece by piece; a mini-program asks for the offers every few seconds. */
import type { Fact } from '@/logic/events'
import { Sse } from '@/logic/sse'
import { session } from './session'

export interface Feed {
  close(): void
}

export interface Ear {
  /** The line lives. */
  sign(): void
  told(id: number | null, fact: Fact): void
  lost(): void
}

// #ifdef H5
export function openFeed(after: number, ear: Ear): Feed {
  const stop = new AbortController()
  const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${session.token}`, 'Last-Event-ID': String(after) }
  const read = async (): Promise<void> => {
    const answer = await fetch(`${import.meta.env.VITE_API_BASE ?? ''}/merchant/v1/feed`, { headers, signal: stop.signal, cache: 'no-store' })
    if (!answer.ok || !answer.body) throw new Error(String(answer.status))
    const [reader, words, sse] = [answer.body.getReader(), new TextDecoder(), new Sse()]
    for (;;) {
      const { done, value } = await reader.read()
      if (done) throw new Error('ended')
      ear.sign()
      for (const { id, kind, data } of sse.take(words.decode(value, { stream: true }))) {
        if (kind && data) ear.told(id, JSON.parse(data) as Fact)
      }
    }
  }
  read().catch(() => stop.signal.aborted || ear.lost())
  return { close: () => stop.abort() }
}
// #endif
// #ifndef H5
import { load } from './offers'

const ASK_EVERY_MS = 5000

export function openFeed(_after: number, ear: Ear): Feed {
  const timer = setInterval(() => load().then(() => ear.sign(), () => ear.lost()), ASK_EVERY_MS)
  return { close: () => clearInterval(timer) }
}
// #endif
