import { mom, type Refund } from '@/api/mom'
import { Attempts } from '@/logic/attempt'
import type { RefundReason } from '@/logic/order'
import * as storage from '@/state/storage'

/** A request for money back goes out once, like an order. */
export const refunds = new Attempts<{ no: string; reason: RefundReason; amount_fen: number | null }, Refund>(
  'refund', storage, ({ no, reason, amount_fen }, key) => mom.askRefund(no, { reason, amount_fen }, key)
)
