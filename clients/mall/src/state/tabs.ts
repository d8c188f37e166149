import { cartCount } from './cart'

const CART_TAB = 2

/** The number on the cart's tab. Only a tab screen can set it; elsewhere the platform refuses, and the next tab sets it. */
export function badge(): void {
  const count = cartCount.value
  const quiet = () => undefined
  if (count) uni.setTabBarBadge({ index: CART_TAB, text: count > 99 ? '99+' : String(count), fail: quiet })
  else uni.removeTabBarBadge({ index: CART_TAB, fail: quiet })
}
