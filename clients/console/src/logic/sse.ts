/** Server-sent events out of a stream's text, as far as the house uses them: id, event, data, retry, comments. */

export interface Message {
  id: string
  event: string
  data: string
}

export class SseParser {
  private rest = ''
  private id = ''
  /** How long to wait before a new try, as the house asked. Milliseconds. */
  retryMs: number | null = null

  /** The id of the last message or greeting: where to go on. */
  get lastId(): string {
    return this.id
  }

  /** Whole messages of what has arrived so far; the rest waits for more. */
  feed(text: string): Message[] {
    const parts = (this.rest + text).replace(/\r\n?/g, '\n').split('\n\n')
    this.rest = parts.pop() ?? ''
    return parts.flatMap((part) => this.message(part))
  }

  private message(part: string): Message[] {
    let [event, id] = ['message', this.id]
    const data: string[] = []
    for (const line of part.split('\n')) {
      const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line) ?? []
      if (name === 'data') data.push(value ?? '')
      else if (name === 'event') event = value || 'message'
      else if (name === 'id') id = value ?? ''
      else if (name === 'retry' && /^\d+$/.test(value ?? '')) this.retryMs = Number(value)
    }
    this.id = id
    return data.length ? [{ id, event, data: data.join('\n') }] : []
  }
}
