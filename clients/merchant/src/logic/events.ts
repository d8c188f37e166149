/** What the feed tells, and what it means for the screens. */
export interface Fact {
  kind: string
  order_no: string | null
  by: string | null
  offer_id?: number
}

/** Which part of the app is no longer true. */
export type Part = 'offers' | 'orders' | 'store' | 'stock'

export function touches(kind: string): Part[] {
  if (kind.startsWith('offer.')) return kind === 'offer.accepted' ? ['offers', 'orders'] : ['offers']
  if (kind.startsWith('order.') || kind.startsWith('delivery.') || kind.startsWith('refund.')) return ['orders']
  if (kind.startsWith('store.')) return ['store']
  if (kind.startsWith('stock.')) return ['stock']
  return []
}

/** Fresh facts only: a line that comes back may tell again what was heard. */
export const fresh = (id: number | null, lastId: number): id is number => id !== null && id > lastId
