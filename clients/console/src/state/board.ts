/**
 * Every order that is not over, kept at this desk and kept true: read once as a whole, then row by row as the feed tells of changes.
 * However much happens, the house is asked for the changed rows once at a time, and the screen is drawn once a frame.
 */
import { computed, reactive, shallowRef } from 'vue'
import { board as door, type Board, type BoardRow } from '@/api/console'
import { tell } from '@/api/http'
import { now, setTime } from '@/kit/clock'
import { seen, type Row, type Wanted } from '@/logic/board'
import { stateZh } from '@/logic/words'
import { hear } from './live'

/** So long changes are gathered before they are asked for. Milliseconds. */
const GATHER_MS = 120
const AT_ONCE = 100

const rows = new Map<string, Row>()
const version = shallowRef(0)
const dirty = new Set<string>()
const measured: string[] = []
let [asking, timer, frame] = [false, 0, 0]

const status = reactive({ loaded: false, loading: false, error: '' })
const wanted = reactive<Wanted>({ lens: 'all', city: '', chain: '', channel: '', words: '' })
/** When a row last changed at this desk, in the browser's milliseconds: it is lit up for a moment. */
const changedAt = new Map<string, number>()
const waiting = computed(() => {
  void version.value
  let count = 0
  for (const row of rows.values()) if (row.state === 'needs_person') count += 1
  return count
})

type Words = Board['words']

export function rowOf(row: BoardRow, words: Words): Row {
  return {
    no: row.order_no, state: row.state, stateZh: stateZh(row.state), storeCode: row.store_code ?? '', storeName: row.store_name ?? '',
    city: row.city ?? '', chain: row.chain ?? '', channel: row.channel, channelZh: words.channel?.[row.channel] ?? row.channel, placed: Date.parse(row.placed_at),
    due: row.due_at ? Date.parse(row.due_at) : null, since: row.began_at ? Date.parse(row.began_at) : null, offers: row.offers_made,
    why: words.needs_person_reason?.[row.needs_person_reason ?? ''] ?? row.needs_person_reason ?? '', held: row.held,
    deaf: row.no_device ? 'no_device' : row.sla === 'silent_store' ? 'silent_store' : null
  }
}

function draw(): void {
  frame ||= requestAnimationFrame(() => {
    frame = 0
    version.value += 1
    // Told when it is on the screen, to whoever measures how long that takes.
    if (measured.length) requestAnimationFrame(() => window.dispatchEvent(new CustomEvent('jindan:drawn', { detail: measured.splice(0) })))
  })
}

/** Every open order, or those of `nos` that still are. */
async function read(nos?: string[]): Promise<Row[]> {
  const found = await door.read(nos)
  setTime(found.now)
  return found.orders.map((row) => rowOf(row, found.words))
}

/** What is told of meanwhile may be newer than the answer: it is asked for once that is here. */
async function load(): Promise<void> {
  if (status.loading) return
  status.loading = true
  try {
    const found = await read()
    rows.clear()
    found.forEach((row) => rows.set(row.no, row))
    Object.assign(status, { loaded: true, error: '' })
    draw()
  } catch (error) {
    status.error = tell(error)
  } finally {
    status.loading = false
    if (dirty.size) timer ||= window.setTimeout(catchUp, GATHER_MS)
  }
}

function change(no: string): void {
  dirty.add(no)
  timer ||= window.setTimeout(catchUp, GATHER_MS)
}

/** Ask for what changed; what changes meanwhile is asked for next. An order that does not come back is over. */
async function catchUp(): Promise<void> {
  timer = 0
  if (asking || status.loading || !status.loaded) return
  asking = true
  const nos = [...dirty].slice(0, AT_ONCE)
  nos.forEach((no) => dirty.delete(no))
  try {
    const found = new Map((await read(nos)).map((row) => [row.no, row]))
    for (const no of nos) {
      const row = found.get(no)
      if (row) rows.set(no, row)
      else rows.delete(no)
      changedAt.set(no, performance.now())
      measured.push(no)
    }
    draw()
  } catch {
    nos.forEach((no) => dirty.add(no))
    await new Promise((resolve) => setTimeout(resolve, 2000))
  } finally {
    asking = false
    if (dirty.size) timer ||= window.setTimeout(catchUp, GATHER_MS)
  }
}

hear(({ order_no }) => order_no && change(order_no))

export const board = { rows, version, status, wanted, waiting, changedAt, load, top: 0, chosen: shallowRef(''), seen: () => seen(rows.values(), wanted, now.value) }
