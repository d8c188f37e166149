/** When the app comes back: an order that was never answered, a pay sheet that was open. */
import { reactive } from 'vue'
import { go, say } from '@/kit/go'
import { attempts, stillMeant } from './checkout'
import { payingNo } from './pay'
import { loggedIn } from './session'
import { forget } from '@/state/storage'

/** `ask`: an unanswered order is so old that she decides; `unsure`: it could not be settled just now. */
export const resumed = reactive({ look: '' as '' | 'ask' | 'unsure' })

export async function resume(): Promise<void> {
  if (!loggedIn()) return
  const attempt = attempts.pending()
  if (attempt) return stillMeant(attempt.at) ? settleNow() : void (resumed.look = 'ask')
  resumed.look = ''
  const no = payingNo()
  if (no) go('order', { no })
}

export async function settleNow(): Promise<void> {
  try {
    const order = await attempts.settle()
    resumed.look = ''
    say('刚才的订单已经提交')
    go('order', { no: order.order_no })
  } catch {
    resumed.look = attempts.pending() ? 'unsure' : ''
  }
}

export function dropPending(): void {
  attempts.drop()
  forget('checkout')
  resumed.look = ''
  go('orders')
}
