/** The three things that may be done with an article wherever it is shown. */
import type { Product } from '@/api/mom'
import { addToCart, cart } from '@/state/cart'
import { takeToCheckout } from '@/state/checkout'
import { loggedIn } from '@/state/session'
import { badge } from '@/state/tabs'
import { go, say } from '@/kit/go'

export const open = (article: { sku: string }): void => go('product', { sku: article.sku })

export function add(article: Product, quantity = 1): void {
  if (!addToCart(article, quantity)) return say('购物车放不下了')
  badge()
  say('已放进购物车')
}

/** Straight to the check-out with this one article, past the cart. */
export function buy(article: Product, quantity = 1): void {
  const { sku, name, price_fen, category, stage, unit } = article
  takeToCheckout([{ sku, quantity, name, price_fen, category, stage, unit }], false)
  go(loggedIn() ? 'checkout' : 'login', loggedIn() ? {} : { then: 'checkout' })
}

export function checkOutCart(): void {
  takeToCheckout(cart.lines.filter((line) => !cart.unticked.includes(line.sku)), true)
  go(loggedIn() ? 'checkout' : 'login', loggedIn() ? {} : { then: 'checkout' })
}
