/**
 * The live feed. `EventSource` cannot send a token in a header, and a token in a URL ends up in logs: so the stream is read by `fetch`.
 * A line that drops is taken up again after the last event that was seen, and nothing in between is lost.
 */
import { SseParser, type Message } from '@/logic/sse'

export type Line = 'connecting' | 'live' | 'broken'

export interface Ears {
  token: () => string | null
  /** The last event before anything was read for the screen: what came since is told, however long the line took to come up. */
  after: () => string
  heard: (message: Message) => void
  line: (state: Line) => void
  /** The token is worth nothing any more. */
  refused: () => void
}

const PATH = '/console/v1/feed'
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1000, 15_000]
/** The house says something at least every 15 s; after so much silence the line is dead, though nobody said so. */
const SILENCE_MS = 40_000

export class Feed {
  private lastId = ''
  private stopped = new AbortController()
  private waitMs = FIRST_WAIT_MS

  constructor(
    private readonly ears: Ears,
    private readonly base = ''
  ) {}

  start(): void {
    const { signal } = this.stopped
    void this.run(signal)
  }

  stop(): void {
    this.stopped.abort()
    this.stopped = new AbortController()
  }

  private async run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      this.ears.line('connecting')
      const going = await this.listen(stopped).catch(() => true)
      if (stopped.aborted || !going) return
      this.ears.line('broken')
      await new Promise((resolve) => setTimeout(resolve, this.waitMs))
      this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS)
    }
  }

  /** False: do not come again. */
  private async listen(stopped: AbortSignal): Promise<boolean> {
    const line = new AbortController()
    const end = () => line.abort()
    stopped.addEventListener('abort', end)
    let silence = setTimeout(end, SILENCE_MS)
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream', Authorization: `Bearer ${this.ears.token() ?? ''}` }
      const after = this.lastId || this.ears.after()
      if (after) headers['Last-Event-ID'] = after
      const answer = await fetch(this.base + PATH, { headers, signal: line.signal, cache: 'no-store' })
      if (answer.status === 401 || answer.status === 403) {
        this.ears.refused()
        return false
      }
      if (!answer.ok || !answer.body) return true
      const [reader, parser, decoder] = [answer.body.getReader(), new SseParser(), new TextDecoder()]
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return true
        clearTimeout(silence)
        silence = setTimeout(end, SILENCE_MS)
        this.arrived(parser, decoder.decode(value, { stream: true }))
      }
    } finally {
      clearTimeout(silence)
      stopped.removeEventListener('abort', end)
    }
  }

  private arrived(parser: SseParser, text: string): void {
    this.waitMs = FIRST_WAIT_MS
    this.ears.line('live')
    for (const message of parser.feed(text)) this.ears.heard(message)
    if (parser.lastId) this.lastId = parser.lastId
  }
}
