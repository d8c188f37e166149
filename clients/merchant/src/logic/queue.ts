/**
 * What was rung up and is not yet with the house. Pure: every function gives a new queue.
 *
 * Each row has a key made on this phone before it was written down, so that sending it again, from a lost answer or a killed app, is
 * the same sale and not another. A row leaves the queue only when the house has said that it has it, or she has thrown a refused one away.
 */
export interface SaleLine {
  sku: string
  quantity: number
  /** For the whole line. */
  paid_fen: number
}
export interface Sale {
  key: string
  sold_at: string
  phone: string | null
  code: string | null
  lines: SaleLine[]
}
export interface Return {
  key: string
  sale_key: string
  lines: { sku: string; quantity: number }[]
}
export type Row = { kind: 'sale'; body: Sale } | { kind: 'return'; body: Return }
/** `refused`: the house's words; such a row waits for a person. */
export type Queued = Row & { total_fen: number; refused: string | null }

export interface Result {
  key: string | null
  status: string
  detail: string | null
  again: boolean
}

/** As many as a busy counter rings up in a long afternoon; what is more is refused aloud instead of being forgotten in silence. */
export const MOST = 200

export const full = (queue: Queued[]): boolean => queue.length >= MOST
export const toSend = (queue: Queued[]): Queued[] => queue.filter((each) => each.refused === null)

export function add(queue: Queued[], row: Row, total_fen: number): Queued[] {
  return queue.some((each) => each.body.key === row.body.key) ? queue : [...queue, { ...row, total_fen, refused: null }]
}

/** What is to go in one batch; the house takes sales before returns. */
export function batch(queue: Queued[]): { sales: Sale[]; returns: Return[] } {
  const waiting = toSend(queue)
  return { sales: waiting.flatMap((each) => (each.kind === 'sale' ? [each.body] : [])), returns: waiting.flatMap((each) => (each.kind === 'return' ? [each.body] : [])) }
}

/** After the house's answer: what it has is gone, what it refused says why, what it could not do now stays. */
export function settled(queue: Queued[], results: Result[]): Queued[] {
  const said = new Map(results.filter((each) => each.key).map((each) => [String(each.key).toLowerCase(), each]))
  return queue.flatMap((each) => {
    const result = said.get(each.body.key)
    if (!result) return [each]
    if (result.status !== 'failed') return []
    return [result.again ? each : { ...each, refused: result.detail || '没有被接受' }]
  })
}

export const without = (queue: Queued[], key: string): Queued[] => queue.filter((each) => each.body.key !== key)

/** A UUID (version 4) from 16 random bytes. */
export function uuid(bytes: Uint8Array): string {
  const made = Uint8Array.from(bytes)
  made[6] = (made[6] & 0x0f) | 0x40
  made[8] = (made[8] & 0x3f) | 0x80
  const hex = Array.from(made, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
