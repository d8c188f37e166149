/** The store that the rule names, and the others that she may choose instead. */
import type { components } from '@/api/schema'

type Quote = components['schemas']['MomQuote']
type Alternative = components['schemas']['QuoteAlternative']

export const REASON_TAG: Record<string, string> = { home_store: '老店', her_other_store: '去过的店', nearest: '最近的店' }

export interface Offered {
  code: string
  name: string
  why: string
  when: string
  distance_m: number
  open_now: boolean
  /** The rule's own. */
  first: boolean
}

/** `预计今天 15:00 前送达`: the promise without the store, which stands beside it. */
export const whenWords = (promise: string | null): string => promise?.replace(/^.*?，/, '') ?? ''

/** The rule's store, then the others. */
export function storesOf({ store, reason, promise_zh, alternatives }: Pick<Quote, 'store' | 'reason' | 'promise_zh' | 'alternatives'>): Offered[] {
  if (!store) return []
  const own = { code: store.code, name: store.name, why: REASON_TAG[reason] ?? '', when: whenWords(promise_zh), distance_m: store.distance_m, open_now: store.open_now, first: true }
  return [own, ...alternatives.map((each) => ({ code: each.code, name: each.name, why: each.why_zh, when: whenWords(each.promise_zh), distance_m: each.distance_m, open_now: each.open_now, first: false }))]
}

/** What is left of her choice in a new quote. `gone`: the store that she chose cannot take it any more. */
export function choiceIn(quote: Pick<Quote, 'alternatives' | 'expect_store_code'>, code: string | null): { choice: Alternative | null; gone: boolean } {
  const choice = quote.alternatives.find((each) => each.code === code) ?? null
  return { choice, gone: code !== null && choice === null && code !== quote.expect_store_code }
}
