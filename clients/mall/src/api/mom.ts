/** The mothers' door, typed from its OpenAPI document. Paths, bodies and answers that drift from it do not compile. */
import { authed } from '@/state/session'
import type { components, paths } from './schema'

type Schemas = components['schemas']
export type Address = Schemas['MomAddress']
export type AddressIn = Schemas['AddressIn']
export type Baby = Schemas['MomBaby']
export type Consent = Schemas['MomConsent']
export type Line = Schemas['MomLine']
export type LineIn = Schemas['LineIn']
export type Order = Schemas['MomOrder']
export type OrderHead = Schemas['OrderHead']
export type OrderIn = Schemas['OrderIn']
export type Payment = Schemas['MomPayment']
export type PlacedOrder = Schemas['PlacedOrder']
export type Product = Schemas['MomProduct']
export type Places = Schemas['MomPlaces']
export type Profile = Schemas['MomProfile']
export type Quote = Schemas['MomQuote']
export type Alternative = Schemas['QuoteAlternative']
export type Refund = Schemas['MomRefund']
export type Session = Schemas['MomSession']
export type Store = Schemas['MomStore']
export type Group = 'to_pay' | 'under_way' | 'done' | 'cancelled'

type ProductQuery = NonNullable<paths['/mom/v1/products']['get']['parameters']['query']>
type Point = Schemas['PointIn']

/** `/mom/v1/orders/{order_no}` with its parameters filled in. */
function at<P extends keyof paths>(path: P, ...values: (string | number)[]): string {
  return values.reduce<string>((made, value) => made.replace(/\{[^}]+\}/, encodeURIComponent(String(value))), path)
}

export const mom = {
  about: () => authed<Schemas['MomAbout']>('GET', at('/mom/v1/about')),
  sendCode: (phone: string) => authed<Schemas['MomSmsCode']>('POST', at('/mom/v1/sms-codes'), { body: { phone } }),
  logIn: (body: Schemas['MomLoginIn']) => authed<Session>('POST', at('/mom/v1/sessions'), { body }),
  logOut: () => authed<null>('DELETE', at('/mom/v1/sessions/current')),

  me: () => authed<Profile>('GET', at('/mom/v1/me')),
  rename: (name: string | null) => authed<Profile>('PATCH', at('/mom/v1/me'), { body: { name } }),
  stores: (near?: Point) => authed<Schemas['MomStores']>('GET', at('/mom/v1/me/stores'), { query: { ...near } }),
  exported: () => authed<Record<string, unknown>>('GET', at('/mom/v1/me/export')),
  erase: () => authed<null>('DELETE', at('/mom/v1/me')),

  addresses: () => authed<Schemas['MomAddresses']>('GET', at('/mom/v1/addresses')),
  address: (id: number) => authed<Address>('GET', at('/mom/v1/addresses/{address_id}', id)),
  addAddress: (body: AddressIn) => authed<Address>('POST', at('/mom/v1/addresses'), { body }),
  changeAddress: (id: number, body: Schemas['AddressPatch']) =>
    authed<Address>('PATCH', at('/mom/v1/addresses/{address_id}', id), { body }),
  removeAddress: (id: number) => authed<null>('DELETE', at('/mom/v1/addresses/{address_id}', id)),

  babies: () => authed<Schemas['MomBabies']>('GET', at('/mom/v1/babies')),
  addBaby: (body: Schemas['BabyIn']) => authed<Baby>('POST', at('/mom/v1/babies'), { body }),
  removeBaby: (id: number) => authed<null>('DELETE', at('/mom/v1/babies/{baby_id}', id)),
  consents: () => authed<Schemas['MomConsents']>('GET', at('/mom/v1/consents')),
  consent: (body: Schemas['ConsentIn']) => authed<Consent>('POST', at('/mom/v1/consents'), { body }),
  withdraw: (id: number) => authed<Consent>('DELETE', at('/mom/v1/consents/{consent_id}', id)),

  places: (body: Schemas['PlaceIn']) => authed<Schemas['MomPlaces']>('POST', at('/mom/v1/places'), { body }),

  products: (query: ProductQuery) => authed<Schemas['MomProducts']>('GET', at('/mom/v1/products'), { query }),
  product: (sku: string, store_code?: string) =>
    authed<Product>('GET', at('/mom/v1/products/{sku}', sku), { query: { store_code } }),

  quote: (body: Schemas['QuoteIn']) => authed<Quote>('POST', at('/mom/v1/quotes'), { body }),
  place: (body: OrderIn, key: string) => authed<PlacedOrder>('POST', at('/mom/v1/orders'), { body, key }),
  orders: (query: { state?: Group; cursor?: string; limit?: number }) =>
    authed<Schemas['MomOrders']>('GET', at('/mom/v1/orders'), { query }),
  order: (no: string) => authed<Order>('GET', at('/mom/v1/orders/{order_no}', no)),
  pay: (no: string, body: Schemas['PayIn']) => authed<Payment>('POST', at('/mom/v1/orders/{order_no}/pay', no), { body }),
  cancel: (no: string, body: Schemas['CancelIn']) => authed<Order>('POST', at('/mom/v1/orders/{order_no}/cancel', no), { body }),
  confirm: (no: string) => authed<Order>('POST', at('/mom/v1/orders/{order_no}/confirm', no)),
  call: (no: string) => authed<Schemas['CallNumber']>('POST', at('/mom/v1/orders/{order_no}/call', no)),
  rate: (no: string, body: Schemas['RatingIn']) => authed<Order>('POST', at('/mom/v1/orders/{order_no}/rating', no), { body }),
  askRefund: (no: string, body: Schemas['RefundIn'], key: string) =>
    authed<Refund>('POST', at('/mom/v1/orders/{order_no}/refunds', no), { body, key })
}
