/** What lies on the counter: offers waiting for an answer, and what became of those that she has seen. Pure. */
export interface Waiting {
  id: number
  order_no: string
  state: string
  offered_at: string
  expires_at: string
}

export interface Ending {
  id: number
  order_no: string
  /** accepted, declined, expired, withdrawn; gone: over, and nobody has said how */
  state: string
  by: string | null
  at: string | null
}

/** The soonest deadline first; the order of arrival where they are equal. */
export function sorted<T extends Waiting>(cards: T[]): T[] {
  return [...cards].sort((a, b) => a.expires_at.localeCompare(b.expires_at) || a.id - b.id)
}

export function put<T extends Waiting>(cards: T[], card: T): T[] {
  const others = cards.filter((each) => each.id !== card.id)
  return card.state === 'open' ? sorted([...others, card]) : others
}

/**
 * The whole counter as the house had it, when what was heard while that was on its way is newer: what came since stays (`before` lay there
 * when it was asked for, `now` lies there when it arrives), and what is over does not come back.
 */
export function renewed<T extends Waiting>(listed: T[], before: T[], now: T[], over: (id: number) => boolean): T[] {
  const since = now.filter((each) => ![...before, ...listed].some(({ id }) => id === each.id))
  return sorted([...listed.filter(({ id }) => !over(id)), ...since])
}

/** Those that were on the counter and are not any more. */
export const vanished = <T extends Waiting>(before: T[], after: T[]): T[] => before.filter((each) => !after.some((other) => other.id === each.id))

/** Offers that call out: open, not put aside, their hour not over. `asideUntil` and `nowMs` in milliseconds of this phone. */
export function calling<T extends Waiting>(cards: T[], asideUntil: Record<number, number>, nowMs: number, leftS: (card: T) => number): T[] {
  return cards.filter((card) => (asideUntil[card.id] ?? 0) <= nowMs && leftS(card) > 0)
}

/** One sentence about an offer that is over, for somebody who was looking at it. */
export function endingWords({ state, by, at }: Ending, clock: (at: string) => string): string {
  const when = at ? `${clock(at)} ` : ''
  if (state === 'accepted') return by ? `${by} ${when}已接单` : `${when}已由本店接单`
  if (state === 'declined') return by ? `${by} ${when}已拒单` : `${when}已由本店拒单`
  if (state === 'withdrawn') return by === '顾客' ? `顾客${when ? ` ${when}` : ''}取消了订单` : `${when}这张单已被收回`
  if (state === 'gone') return '这张单已经不用接了'
  return '时间到了，没有接单，已转给其他门店'
}
