/** Server-sent events out of the pieces in which a line brings them. `fetch` is used, since EventSource cannot send her token. */
export interface Told {
  id: number | null
  kind: string
  data: string
}

export class Sse {
  private rest = ''

  /** What is complete after this piece. Comments and bare ids come as events of kind '' so that the reader sees that the line lives. */
  take(piece: string): Told[] {
    const blocks = (this.rest + piece).replace(/\r\n?/g, '\n').split('\n\n')
    this.rest = blocks.pop() ?? ''
    return blocks.map(told)
  }
}

function told(block: string): Told {
  const made: Told = { id: null, kind: '', data: '' }
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
    if (name === 'id' && /^\d+$/.test(value)) made.id = Number(value)
    if (name === 'event') made.kind = value
    if (name === 'data') made.data += (made.data ? '\n' : '') + value
  }
  return made
}
