/** Paying for an order. Whatever the pay sheet says, only the house knows whether it was paid: it is always asked. */
import { ApiProblem } from '@/api/http'
import { mom, type Order, type Payment } from '@/api/mom'
import { ifThere, wechat } from '@/api/wechat'
import { insideWeixin } from './channel'
import { forget, recall, remember } from '@/state/storage'
import { askMessages } from './messages'
import { APP, joinWeixin } from './weixin'

type Params = Record<string, string>
export type Outcome = 'done' | 'left' | 'cancelled'

/** The order whose pay sheet was open when this app was last seen. */
export const payingNo = (): string | null => recall<string>('paying')

/** Ask the provider through the house. A house that cannot ask answers with the order as it knows it. */
export async function settled(no: string): Promise<Order> {
  const order = (await ifThere<Order | null>(wechat.checkPayment(no), null)) ?? (await mom.order(no))
  if (payingNo() === no) forget('paying')
  return order
}

/** Show the pay sheet. `left`: the browser is on its way to another page and will come back to the order. */
export async function pay(no: string, given?: Payment | null): Promise<Outcome> {
  const ready = given ?? (await asked(no))
  if (!ready) return 'left'
  const payment: Payment = ready
  const params = payment.params as Params
  remember('paying', no)
  // #ifdef MP-WEIXIN
  if (payment.provider === 'wechat') {
    if (!(await miniPay(params))) return 'cancelled'
    await askMessages('offered')
    return 'done'
  }
  return demoPay(params.pay_url, payment.amount_fen)
  // #endif
  // #ifdef H5
  if (payment.provider === 'wechat' && insideWeixin()) return (await bridgePay(params)) ? 'done' : 'cancelled'
  const sheet = params.sheet_url ?? params.pay_url
  if (!sheet) throw new Error('no sheet')
  const back = `${location.origin}/mall/#/pages/order/order?no=${no}`
  location.href = `${sheet}${sheet.includes('?') ? '&' : '?'}${params.sheet_url ? 'return' : 'back'}=${encodeURIComponent(back)}`
  return 'left'
  // #endif
}

/** What the pay sheet needs. Null: her WeChat has to be joined first, and the browser is on its way there. */
async function asked(no: string): Promise<Payment | null> {
  try {
    return await mom.pay(no, { app: APP })
  } catch (error) {
    if (!(error instanceof ApiProblem && error.code === 'wechat_login_needed')) throw error
  }
  return (await joinWeixin()) ? mom.pay(no, { app: APP }) : null
}

// #ifdef MP-WEIXIN
function miniPay(params: Params): Promise<boolean> {
  return new Promise((resolve) =>
    uni.requestPayment({
      provider: 'wxpay', orderInfo: '', timeStamp: params.timeStamp, nonceStr: params.nonceStr, package: params.package,
      signType: params.signType, paySign: params.paySign, success: () => resolve(true), fail: () => resolve(false)
    } as UniApp.RequestPaymentOptions)
  )
}

/** The demo's provider is a page with one button; a mini-program cannot open it, so it presses the button itself. */
async function demoPay(payUrl: string, amountFen: number): Promise<Outcome> {
  const { confirm } = await uni.showModal({ title: '模拟支付', content: `演示环境：支付 ${(amountFen / 100).toFixed(2)} 元`, confirmText: '支付' })
  if (!confirm) return 'cancelled'
  await uni.request({ url: (import.meta.env.VITE_API_BASE ?? '') + payUrl, method: 'POST' })
  return 'done'
}
// #endif

// #ifdef H5
interface Bridge {
  invoke(name: string, params: Params, done: (answer: { err_msg: string }) => void): void
}

function bridgePay(params: Params): Promise<boolean> {
  return new Promise((resolve) => {
    const go = () =>
      (window as unknown as { WeixinJSBridge: Bridge }).WeixinJSBridge.invoke('getBrandWCPayRequest', params, ({ err_msg }) =>
        resolve(err_msg === 'get_brand_wcpay_request:ok')
      )
    if ('WeixinJSBridge' in window) go()
    else document.addEventListener('WeixinJSBridgeReady', go, { once: true })
  })
}
// #endif
