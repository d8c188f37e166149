/** The offers before this store as this phone knows them, and how those that she saw have ended. */
import { computed, reactive } from 'vue'
import { ApiProblem } from '@/api/http'
import { store, type Card } from '@/api/store'
import { calling, put, renewed, vanished, type Ending } from '@/logic/table'
import { heard, houseNow, secondsUntil } from './time'
import { here, onFarewell, onShift } from './session'

/** She put it aside: for so long it does not call. */
const ASIDE_MS = 60_000
const KEPT_ENDINGS = 20

interface State {
  open: Card[]
  loaded: boolean
  endings: Ending[]
  /** Until when, by this phone's clock, an offer is quiet. */
  aside: Record<number, number>
}

export const offers = reactive<State>({ open: [], loaded: false, endings: [], aside: {} })
onFarewell(() => Object.assign(offers, { open: [], loaded: false, endings: [], aside: {} }))

/** Those that ring. `houseNow` moves every second, and with it what is put aside. */
export const callingNow = computed(() => (houseNow.value && onShift.value ? calling(offers.open, offers.aside, Date.now(), (card) => secondsUntil(card.expires_at)) : []))

/** All of them, from the house. Returns where the feed is to begin. */
export async function load(): Promise<number> {
  const [before, place] = [offers.open, here()]
  const { offers: cards, now, last_event_id } = await store.offers()
  if (here() !== place) return last_event_id
  heard(now)
  offers.open = renewed(cards, before, offers.open, (id) => endingOf(id) !== undefined)
  offers.loaded = true
  const gone = vanished(before, cards)
  // What became of one may not be known yet; that it is over is.
  await Promise.all(gone.map((card) => look(card.id).catch(() => ended({ id: card.id, order_no: card.order_no, state: 'gone', by: null, at: null }))))
  return last_event_id
}

/** One of them anew; what is no longer open becomes an ending. */
export async function look(id: number): Promise<void> {
  try {
    const card = await store.offer(id)
    heard(card.now)
    // An answer that was overtaken by the offer's end does not open it again.
    if (card.state === 'open' && endingOf(id)) return
    offers.open = put(offers.open, card)
    if (card.state !== 'open') ended({ id, order_no: card.order_no, state: card.state, by: card.answered_by, at: card.answered_at })
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) offers.open = offers.open.filter((each) => each.id !== id)
    else throw error
  }
}

export function ended(ending: Ending): void {
  offers.open = offers.open.filter((each) => each.id !== ending.id)
  offers.endings = [ending, ...offers.endings.filter((each) => each.id !== ending.id)].slice(0, KEPT_ENDINGS)
}

export const endingOf = (id: number): Ending | undefined => offers.endings.find((each) => each.id === id)
export const aside = (id: number): void => void (offers.aside[id] = Date.now() + ASIDE_MS)
