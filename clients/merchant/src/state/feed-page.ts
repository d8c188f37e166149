import type { Fact } from '@/logic/events'
import { Sse } from '@/logic/sse'
import type { Ear, Feed } from './feed'
import { session } from './session'

export function stream(after: number, ear: Ear): Feed {
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
