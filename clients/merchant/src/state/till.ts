/** What was rung up on this phone: written down first, then sent; with a line at once, without one as soon as it is back. */
import { computed, reactive, watch } from 'vue'
import { ApiProblem, tell } from '@/api/http'
import { store } from '@/api/store'
import { add, batch, full, settled, toSend, without, type Queued, type Row } from '@/logic/queue'
import type { Article } from '@/logic/basket'
import { session } from './session'
import { forget, recall, remember } from '@/state/storage'
import { line } from './watch'

const GOODS = 'goods'
const RETRY_MS = 20_000

interface State {
  queue: Queued[]
  sending: boolean
  /** Why the last sending did not go through; '' when it did. */
  words: string
}

/** Each store's rows lie under its own name: they wait for her to come back, and are never sent for another store. */
const nameHere = (): string => `till.${session.me?.store.code ?? ''}`
const kept = (name: string): Queued[] => recall<Queued[]>(name) ?? []

export const till = reactive<State>({ queue: kept(nameHere()), sending: false, words: '' })
watch(nameHere, (name) => (till.queue = kept(name)), { flush: 'sync' })
export const waiting = computed(() => toSend(till.queue).length)
export const refused = computed(() => till.queue.filter((each) => each.refused !== null))

function keep(queue: Queued[], name = nameHere()): void {
  if (name === nameHere()) till.queue = queue
  if (queue.length) remember(name, queue)
  else forget(name)
}

/** Written down when this returns true; false: the phone holds as many as it may. */
export function ringUp(row: Row, total_fen: number): boolean {
  if (full(till.queue)) return false
  keep(add(till.queue, row, total_fen))
  return true
}

export const drop = (key: string): void => keep(without(till.queue, key))

/** Everything that waits, in one request; what was rung up meanwhile, in the next. True when nothing waits any more. */
export async function send(): Promise<boolean> {
  if (till.sending || !waiting.value || !session.token) return !waiting.value
  const name = nameHere()
  const asked = new Set(toSend(till.queue).map((each) => each.body.key))
  let rest: Queued[] = []
  till.sending = true
  try {
    const { sales, returns } = await store.sendQueue(batch(till.queue))
    keep(settled(kept(name), [...sales, ...returns]), name)
    rest = toSend(till.queue).filter((each) => !asked.has(each.body.key))
    till.words = ''
  } catch (error) {
    till.words = error instanceof ApiProblem ? tell(error) : '没有网络'
  } finally {
    till.sending = false
  }
  return rest.length ? send() : !waiting.value
}

/** Once, when the app starts. */
export function keepSending(): void {
  setInterval(() => waiting.value && void send(), RETRY_MS)
  watch([() => line.downSince, nameHere], ([down]) => down === null && void send())
  void send()
}

/** What is for sale, with prices; without a line as it was last seen. */
export async function articles(): Promise<Article[]> {
  try {
    const found = await store.articles()
    remember(GOODS, found)
    return found
  } catch (error) {
    const kept = recall<Article[]>(GOODS)
    if (kept?.length) return kept
    throw error
  }
}

export function randomBytes(): Uint8Array {
  // #ifdef H5
  return crypto.getRandomValues(new Uint8Array(16))
  // #endif
  // #ifndef H5
  return Uint8Array.from({ length: 16 }, () => Math.floor(Math.random() * 256))
  // #endif
}
