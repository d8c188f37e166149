/** WeChat's part of the mothers' door. A house without WeChat says so, and what needs it is not shown. */
import { authed } from '@/state/session'
import { ApiProblem } from '@/api/http'
import type { Template } from '@/logic/messages'
import type { Order, Session } from './mom'

export type App = 'mini_program' | 'wechat_mall'
export interface Ticket {
  ticket: string
  expires_in_s: number
}
type PhoneProof = { phone_code: string } | { phone: string; code: string }

export const wechat = {
  session: (app: App, code: string) => authed<Session | Ticket>('POST', '/mom/v1/wechat-sessions', { body: { app, code } }),
  bindPhone: (ticket: string, proof: PhoneProof) =>
    authed<Session>('POST', '/mom/v1/wechat-sessions/phone', { body: { ticket, ...proof } }),
  templates: () => authed<{ templates: Template[] }>('GET', '/mom/v1/message-templates'),
  bind: (app: App, code: string) => authed<unknown>('POST', '/mom/v1/me/wechat', { body: { app, code } }),
  oauthUrl: (redirect: string) => authed<{ url: string }>('GET', '/mom/v1/wechat/oauth-url', { query: { redirect } }),
  checkPayment: (no: string) => authed<Order>('POST', `/mom/v1/orders/${encodeURIComponent(no)}/payment-check`)
}

/** `otherwise` when this house knows no such thing. */
export async function ifThere<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 404 || error.code === 'wechat_off')) return otherwise
    throw error
  }
}

export const isTicket = (answer: Session | Ticket): answer is Ticket => 'ticket' in answer
