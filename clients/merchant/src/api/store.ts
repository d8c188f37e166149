/** The stores' door, typed from its OpenAPI document. Paths, bodies and answers that drift from it do not compile. */
import { problemOf, request, NoAnswer } from '@/api/http'
import { authed, session } from '@/state/session'
import type { Article } from '@/logic/basket'
import type { Return, Sale as SaleIn } from '@/logic/queue'
import type { components, paths } from './schema'

type Schemas = components['schemas']
export type Me = Schemas['StaffMe']
export type Post = Schemas['StaffPost']
export type Session = Schemas['StaffSession']
export type Card = Schemas['OfferCard']
export type Line = Schemas['StoreLine']
export type Order = Schemas['StoreOrder']
export type OrderRow = Schemas['StoreOrderRow']
export type Sheet = Schemas['StoreSheet']
export type StockRow = Schemas['StockRow']
export type Sale = Schemas['Sale']
export type Member = Schemas['TillMember']
export type Person = Schemas['StaffRow']
export type Printer = Schemas['PrinterOut']
export type Money = Schemas['MoneyOut']
export type Period = Schemas['MoneyPeriod']
export type Statement = Schemas['StatementOut']
export type Performance = Schemas['PerformanceOut']
export type Decline = Schemas['DeclineIn']
export type Tab = NonNullable<NonNullable<paths['/merchant/v1/orders']['get']['parameters']['query']>['state']>

/** `/merchant/v1/orders/{order_no}` with its parameters filled in. */
function at<P extends keyof paths>(path: P, ...values: (string | number)[]): string {
  return values.reduce<string>((made, value) => made.replace(/\{[^}]+\}/, encodeURIComponent(String(value))), path)
}

/** A picture is the one thing that does not go as JSON. */
function sendPhoto(path: string, filePath: string): Promise<Schemas['ProofPhotoOut']> {
  return new Promise((resolve, reject) =>
    uni.uploadFile({
      url: (import.meta.env.VITE_API_BASE ?? '') + path, filePath, name: 'photo', header: { Authorization: `Bearer ${session.token}` }, timeout: 60_000,
      success: ({ statusCode, data }) => {
        let body: unknown = null
        try {
          body = JSON.parse(data)
        } catch {
          // A gateway's page: the status says enough.
        }
        if (statusCode < 300) resolve(body as Schemas['ProofPhotoOut'])
        else reject(problemOf(statusCode, body))
      },
      fail: () => reject(new NoAnswer())
    })
  )
}

/** The public shelf, all of it: a till needs every price, also without a line. */
async function articles(): Promise<Article[]> {
  const all: Article[] = []
  let cursor: string | null = null
  do {
    const page: { products: Article[]; next_cursor: string | null } = await request('GET', '/mom/v1/products', { query: { cursor, limit: 100 } })
    all.push(...page.products.map(({ sku, name, price_fen }) => ({ sku, name, price_fen })))
    cursor = page.next_cursor
  } while (cursor && all.length < 2000)
  return all
}

export const store = {
  sendCode: (phone: string) => authed<Schemas['StaffCode']>('POST', at('/merchant/v1/sms-codes'), { body: { phone } }),
  logIn: (body: Schemas['StaffLoginIn']) => authed<Session>('POST', at('/merchant/v1/sessions'), { body }),
  switchTo: (store_code: string) => authed<Me>('POST', at('/merchant/v1/sessions/switch'), { body: { store_code } }),
  logOut: () => authed<null>('DELETE', at('/merchant/v1/sessions/current')),
  me: () => authed<Me>('GET', at('/merchant/v1/me')),
  startShift: () => authed<Schemas['ShiftOut']>('POST', at('/merchant/v1/shift')),
  beat: () => authed<Schemas['BeatOut']>('POST', at('/merchant/v1/shift/beat')),
  endShift: () => authed<null>('DELETE', at('/merchant/v1/shift')),

  offers: () => authed<Schemas['OfferPage']>('GET', at('/merchant/v1/offers'), { query: { limit: 50 } }),
  seen: (id: number) => authed<Schemas['SeenOut']>('POST', at('/merchant/v1/offers/{offer_id}/seen', id)),
  offer: (id: number) => authed<Card>('GET', at('/merchant/v1/offers/{offer_id}', id)),
  accept: (id: number) => authed<Order>('POST', at('/merchant/v1/offers/{offer_id}/accept', id)),
  decline: (id: number, body: Schemas['DeclineIn']) => authed<Schemas['DeclinedOut']>('POST', at('/merchant/v1/offers/{offer_id}/decline', id), { body }),

  orders: (query: { state: Tab; cursor?: string; limit?: number }) => authed<Schemas['StoreOrderPage']>('GET', at('/merchant/v1/orders'), { query }),
  order: (no: string) => authed<Order>('GET', at('/merchant/v1/orders/{order_no}', no)),
  picking: (no: string) => authed<Order>('POST', at('/merchant/v1/orders/{order_no}/picking', no)),
  leave: (no: string) => authed<Order>('POST', at('/merchant/v1/orders/{order_no}/leave', no)),
  delivered: (no: string, body: Schemas['DeliveredIn']) => authed<Order>('POST', at('/merchant/v1/orders/{order_no}/delivered', no), { body }),
  call: (no: string) => authed<Schemas['CallNumber']>('POST', at('/merchant/v1/orders/{order_no}/call', no)),
  photo: (no: string, file: string) => sendPhoto(at('/merchant/v1/orders/{order_no}/photo', no), file),
  failed: (no: string, reason: string) => authed<Schemas['EndedOut']>('POST', at('/merchant/v1/orders/{order_no}/failed', no), { body: { reason } }),
  giveBack: (no: string, reason: string) => authed<Schemas['EndedOut']>('POST', at('/merchant/v1/orders/{order_no}/give-back', no), { body: { reason } }),

  sheet: () => authed<Sheet>('GET', at('/merchant/v1/store')),
  pause: (reason: string, minutes: number | null) => authed<Sheet>('POST', at('/merchant/v1/store/pause'), { body: { reason, minutes } }),
  resume: () => authed<Sheet>('POST', at('/merchant/v1/store/resume')),
  setHours: (hours: string) => authed<Sheet>('PUT', at('/merchant/v1/store/hours'), { body: { hours } }),
  setExceptions: (exceptions: Schemas['DateIn'][]) => authed<Sheet>('PUT', at('/merchant/v1/store/exceptions'), { body: { exceptions } }),
  setCapacity: (capacity: number | null) => authed<Sheet>('PUT', at('/merchant/v1/store/capacity'), { body: { capacity } }),

  stock: (query: { q?: string; low?: boolean; cursor?: string; limit?: number }) => authed<Schemas['StockPage']>('GET', at('/merchant/v1/stock'), { query }),
  count: (sku: string, on_hand: number | null) => authed<StockRow>('PUT', at('/merchant/v1/stock/{sku}', sku), { body: { on_hand } }),

  articles,
  member: (body: { phone: string | null; code: string | null }) => authed<Schemas['TillMember']>('POST', at('/merchant/v1/till/member'), { body }),
  sendQueue: (body: { sales: SaleIn[]; returns: Return[] }) => authed<Schemas['TillBatch']>('POST', at('/merchant/v1/till/batch'), { body }),
  sales: (query: { cursor?: string; limit?: number }) => authed<Schemas['SalePage']>('GET', at('/merchant/v1/till/sales'), { query }),

  staff: () => authed<Schemas['StaffPeople']>('GET', at('/merchant/v1/staff')),
  hire: (body: Schemas['StaffIn']) => authed<Person>('POST', at('/merchant/v1/staff'), { body }),
  changePerson: (id: number, body: Schemas['StaffPatch']) => authed<Person>('PATCH', at('/merchant/v1/staff/{staff_id}', id), { body }),
  printers: () => authed<Schemas['PrintersOut']>('GET', at('/merchant/v1/printers')),
  addPrinter: (body: Schemas['PrinterIn']) => authed<Printer>('POST', at('/merchant/v1/printers'), { body }),
  removePrinter: (id: number) => authed<null>('DELETE', at('/merchant/v1/printers/{printer_id}', id)),
  tryPrinter: (id: number) => authed<Schemas['TriedOut']>('POST', at('/merchant/v1/printers/{printer_id}/test', id)),

  money: () => authed<Money>('GET', at('/merchant/v1/money')),
  statement: (query: { from: string; to: string; cursor?: string; limit?: number }) => authed<Statement>('GET', at('/merchant/v1/statement'), { query }),
  performance: (from: string, to: string) => authed<Performance>('GET', at('/merchant/v1/performance'), { query: { from, to } })
}
