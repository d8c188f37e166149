/** The sale being rung up. Pure. */
export interface Article {
  sku: string
  name: string
  price_fen: number
}
export interface Item extends Article {
  quantity: number
  /** What she asks for one, if not the list price. */
  asked_fen: number
}

export const MOST_OF_ONE = 999

export function more(items: Item[], article: Article): Item[] {
  const known = items.some((each) => each.sku === article.sku)
  return known ? items.map((each) => (each.sku === article.sku ? { ...each, quantity: Math.min(MOST_OF_ONE, each.quantity + 1) } : each)) : [...items, { ...article, quantity: 1, asked_fen: article.price_fen }]
}

export const fewer = (items: Item[], sku: string): Item[] => items.map((each) => (each.sku === sku ? { ...each, quantity: each.quantity - 1 } : each)).filter((each) => each.quantity > 0)
export const asking = (items: Item[], sku: string, asked_fen: number): Item[] => items.map((each) => (each.sku === sku ? { ...each, asked_fen } : each))
export const totalOf = (items: Item[]): number => items.reduce((sum, each) => sum + each.quantity * each.asked_fen, 0)
export const linesOf = (items: Item[]) => items.map(({ sku, quantity, asked_fen }) => ({ sku, quantity, paid_fen: quantity * asked_fen }))

/** Found by any part of name or number; the beginning of a number first. */
export function found(articles: Article[], typed: string, most = 20): Article[] {
  const wanted = typed.trim().toLowerCase()
  if (!wanted) return articles.slice(0, most)
  const fits = articles.filter(({ sku, name }) => sku.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted))
  return fits.sort((a, b) => Number(b.sku.toLowerCase().startsWith(wanted)) - Number(a.sku.toLowerCase().startsWith(wanted))).slice(0, most)
}

/** What was typed or scanned for a member: eleven digits are a phone, ten her code; null for anything else. */
export function memberProof(typed: string): { phone: string | null; code: string | null } | null {
  const digits = typed.replace(/[\s-]/g, '')
  if (/^1[3-9]\d{9}$/.test(digits)) return { phone: digits, code: null }
  return /^\d{10}$/.test(digits) ? { phone: null, code: digits } : null
}
