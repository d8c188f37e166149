/** The cart as plain data: what is in it and what may be done with it. */
export const MAX_LINES = 50
export const MAX_QUANTITY = 99

export interface CartLine {
  sku: string
  quantity: number
  /** As she saw them; the quote has the last word on the price. */
  name: string
  price_fen: number
  category: string
  stage: string | null
  unit: string
}

export type Item = Omit<CartLine, 'quantity'>

const within = (quantity: number) => Math.min(MAX_QUANTITY, Math.max(1, Math.round(quantity)))

/** One more of `item`. Null when nothing more fits: the cart says so instead of dropping it silently. */
export function added(lines: CartLine[], item: Item, quantity = 1): CartLine[] | null {
  const there = lines.find((line) => line.sku === item.sku)
  if (there && there.quantity + quantity > MAX_QUANTITY) return null
  if (!there && lines.length >= MAX_LINES) return null
  if (there) return lines.map((line) => (line === there ? { ...line, ...item, quantity: line.quantity + quantity } : line))
  return [{ ...item, quantity: within(quantity) }, ...lines]
}

export const withQuantity = (lines: CartLine[], sku: string, quantity: number): CartLine[] =>
  lines.map((line) => (line.sku === sku ? { ...line, quantity: within(quantity) } : line))

export const without = (lines: CartLine[], skus: string[]): CartLine[] => lines.filter((line) => !skus.includes(line.sku))

export const countOf = (lines: CartLine[]): number => lines.reduce((sum, line) => sum + line.quantity, 0)

export const goodsFen = (lines: CartLine[]): number => lines.reduce((sum, line) => sum + line.price_fen * line.quantity, 0)

/** What the door wants, in an order of its own: the same cart is the same request, whatever was tapped first. */
export const asked = (lines: CartLine[]): { sku: string; quantity: number }[] =>
  lines.map(({ sku, quantity }) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1))

/** What an older version of this app, or a hand, may have left in the phone's storage. */
export function readLines(found: unknown): CartLine[] {
  if (!Array.isArray(found)) return []
  const whole = (line: Partial<CartLine> | null): line is CartLine =>
    !!line && typeof line.sku === 'string' && typeof line.name === 'string' && Number.isInteger(line.quantity) && Number.isInteger(line.price_fen)
  return found.filter(whole).map((line) => ({ ...line, quantity: within(line.quantity) })).slice(0, MAX_LINES)
}
