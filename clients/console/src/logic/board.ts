/** The board's rows: how pressing each is, in which order they stand, which of them she wants to see. Times in milliseconds. */

export type Sla = 'needs_person' | 'overdue' | 'ten_minutes' | 'silent_store' | 'no_device' | 'half' | 'fresh'

export interface Row {
  no: string
  state: string
  stateZh: string
  storeCode: string
  storeName: string
  city: string
  chain: string
  channel: string
  channelZh: string
  placed: number
  /** When its turn runs out: the store's answer, the promise, the time to pay. */
  due: number | null
  /** When the store was asked. */
  since: number | null
  offers: number
  /** Why it needs a person, or why it is held. */
  why: string
  held: boolean
  /** What the house said of it beyond the clock: nobody there, nothing that could ring. */
  deaf: 'silent_store' | 'no_device' | null
}

export interface Wanted {
  lens: Lens
  city: string
  chain: string
  channel: string
  words: string
}
export type Lens = 'all' | 'needs_person' | 'overdue' | 'ten_minutes' | 'deaf' | 'offered' | 'accepted' | 'out_for_delivery' | 'awaiting_payment' | 'held'

export const LENSES: { lens: Lens; name: string; loud?: 'bad' | 'warn' }[] = [
  { lens: 'all', name: '全部' },
  { lens: 'needs_person', name: '需要人工', loud: 'bad' },
  { lens: 'overdue', name: '已超时', loud: 'bad' },
  { lens: 'ten_minutes', name: '十分钟内', loud: 'warn' },
  { lens: 'deaf', name: '门店没动静', loud: 'warn' },
  { lens: 'offered', name: '等待接单' },
  { lens: 'accepted', name: '备货中' },
  { lens: 'out_for_delivery', name: '配送中' },
  { lens: 'awaiting_payment', name: '待付款' },
  { lens: 'held', name: '暂停派单' }
]

const [TEN_MINUTES_MS, FINDING_MS] = [600_000, 20_000]

/** What an agent must know of it, the most pressing first. */
export function slaOf(row: Row, now: number): Sla {
  if (row.state === 'needs_person') return 'needs_person'
  if (row.due === null || row.held || row.state === 'awaiting_payment') return 'fresh'
  // The next store is found at once; only what takes longer is worth a colour.
  if (row.state === 'paid') return now - row.due > FINDING_MS ? 'overdue' : 'fresh'
  if (row.due <= now) return 'overdue'
  if (row.state !== 'offered') return 'fresh'
  if (row.due - now <= TEN_MINUTES_MS) return 'ten_minutes'
  if (row.deaf) return row.deaf
  return row.since !== null && now - row.since >= row.due - now ? 'half' : 'fresh'
}

export const SLA_ZH: Record<Sla, string> = {
  needs_person: '需要人工', overdue: '已超时', ten_minutes: '十分钟内', silent_store: '门店没看', no_device: '没有设备在线', half: '已过半', fresh: '正常'
}

/** What needs a person first, the oldest of them at the top; then the least time left. Ties by number, so that rows do not dance. */
export function before(a: Row, b: Row): number {
  const person = Number(b.state === 'needs_person') - Number(a.state === 'needs_person')
  return person || (a.due ?? Infinity) - (b.due ?? Infinity) || (a.no < b.no ? -1 : 1)
}

export function within(row: Row, lens: Lens, now: number): boolean {
  switch (lens) {
    case 'all':
      return true
    case 'held':
      return row.held
    case 'deaf':
      return row.deaf !== null && row.state === 'offered'
    case 'overdue':
    case 'ten_minutes':
      return slaOf(row, now) === lens
    default:
      return row.state === lens
  }
}

export const fits = (row: Row, { city, chain, channel, words }: Wanted): boolean =>
  (!city || row.city === city) && (!chain || row.chain === chain) && (!channel || row.channel === channel) && (!words || named(row, words))

function named(row: Row, words: string): boolean {
  const wanted = words.trim().toUpperCase()
  return row.no.toUpperCase().includes(wanted) || row.storeName.toUpperCase().includes(wanted) || row.storeCode.toUpperCase().includes(wanted)
}

export interface Seen {
  rows: Row[]
  counts: Record<Lens, number>
}

/** The rows to show in their order, and how many stand behind each lens under the same filters. */
export function seen(all: Iterable<Row>, wanted: Wanted, now: number): Seen {
  const counts = Object.fromEntries(LENSES.map(({ lens }) => [lens, 0])) as Record<Lens, number>
  const rows: Row[] = []
  for (const row of all) {
    if (!fits(row, wanted)) continue
    for (const { lens } of LENSES) if (within(row, lens, now)) counts[lens] += 1
    if (within(row, wanted.lens, now)) rows.push(row)
  }
  return { rows: rows.sort(before), counts }
}

/** Each value that occurs, the commonest first. */
export function values(all: Iterable<Row>, of: (row: Row) => string): string[] {
  const times = new Map<string, number>()
  for (const row of all) if (of(row)) times.set(of(row), (times.get(of(row)) ?? 0) + 1)
  return [...times].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value]) => value)
}

/** Which rows are on the screen, with some above and below, so that a quick scroll shows no white. */
export function slice(count: number, rowPx: number, topPx: number, heightPx: number, spare = 8): { from: number; to: number } {
  const from = Math.max(0, Math.floor(topPx / rowPx) - spare)
  return { from, to: Math.min(count, Math.ceil((topPx + heightPx) / rowPx) + spare) }
}
