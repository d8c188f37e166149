/** How an order's state looks to her: which icon, which colour, how far along. */
import type { components } from '@/api/schema'

type Schemas = components['schemas']
export type CancelReason = Schemas['CancelIn']['reason']
export type RefundReason = Schemas['RefundIn']['reason']

export const CANCEL_ZH: Record<CancelReason, string> = {
  changed_mind: '不想要了', wrong_order: '商品或数量选错了', wrong_address: '地址或电话填错了', too_slow: '等得太久', bought_elsewhere: '在别处买了', other: '其他原因'
}
export const REFUND_ZH: Record<RefundReason, string> = {
  damaged: '商品破损', wrong_item: '商品发错', missing_item: '商品少件', near_expiry: '临期或过期', not_suitable: '宝宝不适合', not_needed: '不想要了', other: '其他原因'
}

export interface Stand {
  icon: string
  tone: 'good' | 'warned' | 'grey' | ''
  /** 0 to 3: placed, taken, on the road, there. -1: not on that way any more. */
  step: number
}

const STANDS: Record<string, Stand> = {
  awaiting_payment: { icon: 'wallet', tone: 'warned', step: 0 },
  paid: { icon: 'clock', tone: '', step: 0 },
  offered: { icon: 'clock', tone: '', step: 0 },
  needs_person: { icon: 'chat', tone: 'warned', step: 0 },
  accepted: { icon: 'box', tone: 'good', step: 1 },
  out_for_delivery: { icon: 'truck', tone: 'good', step: 2 },
  delivered: { icon: 'check', tone: 'good', step: 3 },
  completed: { icon: 'check', tone: 'good', step: 3 },
  cancelled: { icon: 'close', tone: 'grey', step: -1 }
}
/** One to five stars in words. */
export const STARS_ZH = ['很不满意', '不太满意', '一般', '满意', '很满意']
export const STEPS = ['已下单', '门店备货', '配送中', '已送达']
export const standOf = (state: string): Stand => STANDS[state] ?? { icon: 'clock', tone: '', step: 0 }

interface Moving {
  state: string
  paid_at: string | null
  refunds: { state: string }[]
}

/** Paid, cancelled, and the money is not yet back. */
export const refundOnItsWay = ({ state, paid_at, refunds }: Moving): boolean =>
  state === 'cancelled' && paid_at !== null && !refunds.some((each) => each.state === 'succeeded')

/** Nothing more will happen by itself: no need to ask again. */
export const settledOrder = (order: Moving): boolean =>
  (order.state === 'completed' || order.state === 'cancelled') && !refundOnItsWay(order) && !order.refunds.some((each) => ['requested', 'approved', 'processing'].includes(each.state))

/** The one sentence under the state, where the house's own words do not say it: what happens next. */
export function nextWords(state: string): string {
  return {
    awaiting_payment: '付款后马上安排门店，超时订单会自动关闭。',
    paid: '正在为您安排门店，稍等一下。',
    offered: '门店一小时内没有接单，会自动转给下一家，您不用操作。',
    needs_person: '客服正在为您安排，会尽快联系您，您不用重新下单。',
    accepted: '门店正在备货，出发前您还可以取消。',
    out_for_delivery: '收到货时，请把收货码告诉店员。',
    delivered: '请看看商品是否完好，有问题可以申请退款。'
  }[state] ?? ''
}
