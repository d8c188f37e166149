/** Keeps this phone in step with the house: the feed while the app is open, all offers anew whenever something may have been missed. */
import { reactive, watch } from 'vue'
import { ApiProblem } from '@/api/http'
import { store } from '@/api/store'
import { fresh, touches, type Fact, type Part } from '@/logic/events'
import { SILENT_MS, SLEPT_MS, waitMs } from '@/logic/line'
import { holdAgain, keepAwake } from './awake'
import { openFeed, type Feed } from './feed'
import { callingNow, load, look } from './offers'
import { here, known, loggedIn, onFarewell, onShift, reread, session } from './session'
import { quiet, ring, sound } from './sound'
import { heard, tick } from './time'

/** Also without a word from the feed everything is looked at anew, for what a line may lose. */
const ANEW_MS = 60_000

interface State {
  /** Since when the house does not answer, by this phone's clock; null: the line is up. */
  downSince: number | null
  /** The newest event that was heard. */
  lastId: number
  /** Counts up whenever a part is no longer true; screens watch it. */
  turns: Record<Part, number>
}

export const line = reactive<State>({ downSince: null, lastId: 0, turns: { offers: 0, orders: 0, store: 0, stock: 0 } })

let feed: Feed | null = null
let retry: ReturnType<typeof setTimeout> | null = null
let [failures, run, lastTick, lastAnew, lastSign, lastBeat] = [0, 0, Date.now(), 0, 0, 0]
const said = new Set<number>()
let beatEveryMs = 30_000

onFarewell(() => {
  stop()
  said.clear()
  Object.assign(line, { downSince: null, lastId: 0 })
})

function stop(): void {
  run++
  feed?.close()
  feed = null
  if (retry) clearTimeout(retry)
  retry = null
}

/** Everything anew, then the feed from there. Called at the start, after a lost line, and when the phone wakes. */
export async function connect(): Promise<void> {
  stop()
  if (!loggedIn()) return
  const mine = run
  try {
    const position = await load()
    if (mine !== run) return
    line.lastId = Math.max(line.lastId, position)
    ;[lastAnew, lastSign, line.downSince] = [Date.now(), Date.now(), null]
    refresh('orders', 'store', 'stock')
    feed = openFeed(line.lastId, { sign: up, told: (id, fact) => void (mine === run && take(id, fact)), lost: () => mine === run && down() })
  } catch (error) {
    if (mine === run && !(error instanceof ApiProblem && error.status === 401)) down()
  }
}

/** The feed speaks. Only this ends the waiting: a house that answers but has no feed to give is not asked every second. */
function up(): void {
  ;[failures, lastSign] = [0, Date.now()]
  line.downSince = null
}

function down(): void {
  stop()
  failures++
  line.downSince ??= lastSign && Date.now() - lastSign < SILENT_MS * 2 ? lastSign : Date.now()
  retry = setTimeout(() => void connect(), waitMs(failures, Math.random()))
}

function take(id: number | null, fact: Fact): void {
  if (!fresh(id, line.lastId)) return
  line.lastId = id
  const parts = touches(fact.kind)
  if (parts.includes('offers') && fact.offer_id) look(fact.offer_id).catch(() => down())
  refresh(...parts)
}

export function refresh(...parts: Part[]): void {
  parts.forEach((part) => line.turns[part]++)
}

/** The phone is back: from the pocket, from another app, from a tunnel. What it believes about the line may be old. */
export function wake(): void {
  lastTick = Date.now()
  holdAgain()
  if (loggedIn()) void connect()
}

function everySecond(showOffer: () => void): void {
  const [now, slept] = [Date.now(), Date.now() - lastTick > SLEPT_MS]
  lastTick = now
  tick()
  if (slept) return wake()
  if (!loggedIn()) return
  // Also when the moment it came was lost: the app was just opening, or on its way to another screen.
  if (callingNow.value.length) showOffer()
  if (feed && now - lastSign > SILENT_MS) return down()
  if (feed && now - lastAnew > ANEW_MS) {
    lastAnew = now
    load().catch(() => undefined)
    refresh('orders')
  }
  if (onShift.value && now - lastBeat > beatEveryMs) void beat()
}

/** This phone would ring: the house counts it, and says whether the shift still runs (it may have been ended elsewhere). */
async function beat(): Promise<void> {
  lastBeat = Date.now()
  const place = here()
  const said = await store.beat().catch(() => null)
  if (!said || place !== here()) return
  heard(said.now)
  beatEveryMs = said.beat_every_s * 1000
  if (!said.on_shift && session.me) known({ ...session.me, shift_started_at: null })
}

/** The house counts an alert as received when a phone rang, not when it was sent one. */
function saySeen(): void {
  if (sound.value !== 'on') return
  for (const { id } of callingNow.value) {
    if (said.has(id)) continue
    said.add(id)
    store.seen(id).catch(() => said.delete(id))
  }
}

/** Once, when the app starts. */
export function begin(showOffer: () => void): void {
  setInterval(() => everySecond(showOffer), 1000)
  watch(() => session.token, (token) => token && void connect())
  watch(onShift, (on) => keepAwake(on), { immediate: true })
  watch(() => callingNow.value.map((card) => card.id).join(), (now, before) => {
    if (!now) return quiet()
    ring()
    if (now !== before) showOffer()
  })
  watch([() => callingNow.value.map((card) => card.id).join(), sound], saySeen)
  // #ifdef H5
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake())
  window.addEventListener('online', wake)
  window.addEventListener('offline', () => loggedIn() && down())
  // #endif
  if (loggedIn()) {
    void connect()
    void reread(store.me).catch(() => undefined)
  }
}
