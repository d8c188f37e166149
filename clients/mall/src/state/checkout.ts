/** What she is about to order, and the one request that places it. */
import { mom, type OrderIn, type PlacedOrder } from '@/api/mom'
import { Attempts } from '@/logic/attempt'
import { readLines, type CartLine } from '@/logic/cart'
import { removeLines } from './cart'
import { insideWeixin } from './channel'
import * as storage from '@/state/storage'

interface Basket {
  lines: CartLine[]
  fromCart: boolean
}

/** Kept on the phone, so that the screen survives being reloaded. */
export const takeToCheckout = (lines: CartLine[], fromCart: boolean): void => storage.remember('checkout', { lines, fromCart })

export function basket(): Basket {
  const found = storage.recall<Basket>('checkout')
  return { lines: readLines(found?.lines), fromCart: found?.fromCart === true }
}

export const attempts = new Attempts<OrderIn, PlacedOrder>('attempt', storage, async (body, key) => {
  const order = await mom.place(body, key)
  if (basket().fromCart) removeLines(order.lines.map((line) => line.sku))
  storage.forget('checkout')
  return order
})

/** Longer ago, she is asked before it is sent again. */
const STILL_MEANT_MS = 30 * 60 * 1000
export const stillMeant = (at: number): boolean => Date.now() - at < STILL_MEANT_MS

/** The channel of this build: `wechat_mall` inside WeChat's browser, `mom_app` in any other. */
export function channel(): OrderIn['channel'] {
  // #ifdef MP-WEIXIN
  return 'mini_program'
  // #endif
  // #ifndef MP-WEIXIN
  return insideWeixin() ? 'wechat_mall' : 'mom_app'
  // #endif
}
