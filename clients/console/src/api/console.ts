/** The console's door, typed from its OpenAPI document. Paths, bodies and answers that drift from it do not compile. */
import { authed } from '@/state/session'
import type { components, paths } from './schema'

type Schemas = components['schemas']
export type Act = Schemas['Act']
export type Board = Schemas['ConsoleBoard']
export type BoardRow = Schemas['ConsoleBoardRow']
export type CityMap = Schemas['ConsoleMap']
export type Candidate = Schemas['ConsoleCandidate']
export type Counters = Schemas['ConsoleCounters']
export type Decision = Schemas['ConsoleDecision']
export type Decisions = Schemas['ConsoleDecisions']
export type Exceptions = Schemas['ConsoleExceptions']
export type Found = Schemas['ConsoleFound']
export type Me = Schemas['ConsoleMe']
export type Member = Schemas['ConsoleMember']
export type Offer = Schemas['ConsoleOffer']
export type Order = Schemas['ConsoleOrder']
export type OrderRow = Schemas['ConsoleOrderRow']
export type Performance = Schemas['ConsolePerformance']
export type Policy = Schemas['ConsolePolicy']
export type Quote = Schemas['ConsoleQuote']
export type Session = Schemas['ConsoleSession']
export type Statement = Schemas['ConsoleStatement']
export type Store = Schemas['ConsoleStore']
export type StoreRow = Schemas['ConsoleStoreRow']
export type Suggestion = Schemas['ConsoleSuggestion']

type Asked<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? NonNullable<Q> : never

type Posted<P extends keyof paths> = paths[P] extends { post: { requestBody: { content: { 'application/json': infer B } } } } ? B : never

/** `/console/v1/orders/{order_no}` with its parameters filled in. */
export function at<P extends keyof paths>(path: P, ...values: (string | number)[]): string {
  return values.reduce<string>((made, value) => made.replace(/\{[^}]+\}/, encodeURIComponent(String(value))), path)
}

export const desk = {
  logIn: (body: Schemas['ConsoleLoginIn']) => authed<Session>('POST', at('/console/v1/sessions'), { body }),
  logOut: () => authed<null>('DELETE', at('/console/v1/sessions/current')),
  me: () => authed<Me>('GET', at('/console/v1/me'))
}

export const board = {
  read: (nos?: string[]) => authed<Board>('GET', at('/console/v1/board'), { query: { orders: nos?.join(',') } })
}

export const orders = {
  list: (query: Asked<'/console/v1/orders'>) => authed<Schemas['ConsoleOrders']>('GET', at('/console/v1/orders'), { query }),
  get: (no: string) => authed<Order>('GET', at('/console/v1/orders/{order_no}', no)),
  decisions: (no: string) => authed<Decisions>('GET', at('/console/v1/orders/{order_no}/decisions', no)),
  assign: (no: string, body: Schemas['AssignIn']) => authed<Order>('POST', at('/console/v1/orders/{order_no}/assign', no), { body }),
  move: (no: string, body: Schemas['MoveIn']) => authed<Order>('POST', at('/console/v1/orders/{order_no}/move', no), { body }),
  extend: (no: string, body: Schemas['ExtendIn']) => authed<Order>('POST', at('/console/v1/orders/{order_no}/extend', no), { body }),
  hold: (no: string, body: Act) => authed<Order>('POST', at('/console/v1/orders/{order_no}/hold', no), { body }),
  release: (no: string, body: Act) => authed<Order>('POST', at('/console/v1/orders/{order_no}/release', no), { body }),
  cancel: (no: string, body: Act) => authed<Order>('POST', at('/console/v1/orders/{order_no}/cancel', no), { body }),
  refund: (no: string, body: Schemas['RefundAct'], key: string) => authed<Order>('POST', at('/console/v1/orders/{order_no}/refunds', no), { body, key }),
  decideRefund: (no: string, body: Schemas['DecideIn']) => authed<Order>('POST', at('/console/v1/refunds/{refund_no}/decide', no), { body }),
  note: (no: string, text: string) => authed<Order>('POST', at('/console/v1/orders/{order_no}/notes', no), { body: { text } }),
  presence: (no: string) => authed<Schemas['ConsolePresence']>('POST', at('/console/v1/orders/{order_no}/presence', no)),
  left: (no: string) => authed<null>('DELETE', at('/console/v1/orders/{order_no}/presence', no)),
  templates: (no: string) => authed<Schemas['ConsoleTemplates']>('GET', at('/console/v1/orders/{order_no}/messages', no)),
  message: (no: string, template: string, reason: string, key: string) =>
    authed<Order>('POST', at('/console/v1/orders/{order_no}/messages', no), { body: { template, reason }, key }),
  reveal: (no: string, body: Schemas['RevealOrderIn']) => authed<Schemas['RevealedOrder']>('POST', at('/console/v1/orders/{order_no}/reveal', no), { body })
}

export const callers = {
  /** The phone goes in the body: what stands in a URL ends up in logs. */
  search: (body: Schemas['SearchIn']) => authed<Schemas['ConsoleFoundMembers']>('POST', at('/console/v1/members/search'), { body }),
  create: (body: Schemas['NewMemberIn']) => authed<Found>('POST', at('/console/v1/members'), { body }),
  get: (id: number) => authed<Member>('GET', at('/console/v1/members/{member_id}', id)),
  reveal: (id: number, body: Schemas['RevealMemberIn']) => authed<Schemas['RevealedMember']>('POST', at('/console/v1/members/{member_id}/reveal', id), { body }),
  addAddress: (id: number, body: Schemas['CallerAddressIn']) => authed<Schemas['ConsoleAddress']>('POST', at('/console/v1/members/{member_id}/addresses', id), { body }),
  quote: (body: Schemas['CallerQuoteIn']) => authed<Quote>('POST', at('/console/v1/quotes'), { body }),
  place: (body: Schemas['CallerOrderIn'], key: string) => authed<Order>('POST', at('/console/v1/orders'), { body, key })
}

export const map = {
  city: (city: string) => authed<CityMap>('GET', at('/console/v1/map'), { query: { city } }),
  cities: () => authed<Schemas['ConsoleCities']>('GET', at('/console/v1/districts')),
  outlines: (where: string) => authed<Schemas['ConsoleDistricts']>('GET', at('/console/v1/districts/{where}', where)),
  /** The address goes in the body: what stands in a URL ends up in logs. */
  places: (body: Schemas['CallerPlaceIn']) => authed<Schemas['ConsolePlaces']>('POST', at('/console/v1/places'), { body })
}

/** What can be ordered; the shelf is the mothers' own and open to everybody. */
export const shelf = (q: string) => authed<{ products: Product[] }>('GET', '/mom/v1/products', { query: { q, limit: 50 } })
export interface Product {
  sku: string
  name: string
  price_fen: number
  unit: string
}

export const stores = {
  list: (query: Asked<'/console/v1/stores'>) => authed<Schemas['ConsoleStores']>('GET', at('/console/v1/stores'), { query }),
  get: (code: string) => authed<Store>('GET', at('/console/v1/stores/{code}', code)),
  printers: (code: string) => authed<Schemas['StorePrinters']>('GET', at('/console/v1/stores/{code}/printers', code)),
  performance: (code: string, from: string, to: string) =>
    authed<Performance>('GET', at('/console/v1/stores/{code}/performance', code), { query: { from, to } }),
  statementFile: (code: string) => at('/console/v1/stores/{code}/statement', code),
  statement: (code: string, from: string, to: string) =>
    authed<Statement>('GET', at('/console/v1/stores/{code}/statement', code), { query: { from, to } }),
  stock: (code: string, query: { cursor?: string | null; q?: string | null }) =>
    authed<Schemas['ConsoleStock']>('GET', at('/console/v1/stores/{code}/stock', code), { query: { ...query, limit: 50 } }),
  setArea: (code: string, body: Schemas['ConsoleAreaIn']) => authed<Store>('PUT', at('/console/v1/stores/{code}/area', code), { body }),
  setHours: (code: string, body: Schemas['ConsoleHoursIn']) => authed<Store>('PUT', at('/console/v1/stores/{code}/hours', code), { body }),
  setCapacity: (code: string, body: Schemas['ConsoleCapacityIn']) => authed<Store>('PUT', at('/console/v1/stores/{code}/capacity', code), { body }),
  importFile: (csv: string, dry_run: boolean, reason: string) =>
    authed<Schemas['ConsoleImport']>('POST', at('/console/v1/stores/import'), { query: { dry_run, reason }, text: { body: csv, type: 'text/csv' } }),
  setStatus: (code: string, body: Schemas['StandingIn']) =>
    authed<Schemas['ConsoleStanding']>('POST', at('/console/v1/stores/{code}/status', code), { body })
}

export const policies = {
  list: () => authed<Schemas['ConsolePolicies']>('GET', at('/console/v1/policies')),
  draft: (settings: Record<string, unknown>) => authed<Policy>('POST', at('/console/v1/policies'), { body: { settings } }),
  back: (reason: string) => authed<Policy>('POST', at('/console/v1/policies/back'), { body: { reason } }),
  activate: (version: number, reason: string) => authed<Policy>('POST', at('/console/v1/policies/{version}/activate', version), { body: { reason } })
}

export type WhatIf = Schemas['ConsoleWhatIf']
export const whatIfs = {
  list: () => authed<Schemas['ConsoleWhatIfs']>('GET', at('/console/v1/what-ifs'), { query: { limit: 20 } }),
  get: (id: number) => authed<WhatIf>('GET', at('/console/v1/what-ifs/{which}', id)),
  ask: (body: Posted<'/console/v1/what-ifs'>) => authed<WhatIf>('POST', at('/console/v1/what-ifs'), { body })
}

export type Report = Schemas['ConsoleReport']
export type Settlement = Schemas['ConsoleSettlement']
export const reports = {
  path: (name: string) => at('/console/v1/reports/{name}', name),
  get: (name: string, query: { from: string; to: string; city?: string | null; chain?: string | null }) => authed<Report>('GET', at('/console/v1/reports/{name}', name), { query })
}

export const settlements = {
  path: () => at('/console/v1/settlements'),
  onePath: (id: number) => at('/console/v1/settlements/{settlement_id}', id),
  list: (query: Asked<'/console/v1/settlements'>) => authed<Schemas['ConsoleSettlements']>('GET', at('/console/v1/settlements'), { query }),
  get: (id: number) => authed<Schemas['ConsoleSettlementWhole']>('GET', at('/console/v1/settlements/{settlement_id}', id)),
  open: (body: Schemas['ConsoleSettlementsIn']) => authed<Schemas['ConsoleOpened']>('POST', at('/console/v1/settlements'), { body }),
  lock: (id: number, reason: string) => authed<Schemas['ConsoleSettlementWhole']>('POST', at('/console/v1/settlements/{settlement_id}/lock', id), { body: { reason } }),
  pay: (id: number, bank_reference: string, reason: string) =>
    authed<Schemas['ConsoleSettlementWhole']>('POST', at('/console/v1/settlements/{settlement_id}/pay', id), { body: { bank_reference, reason } }),
  drop: (id: number) => authed<null>('DELETE', at('/console/v1/settlements/{settlement_id}', id))
}

export type Agent = Schemas['ConsoleAgent']
export type DeviceSession = Schemas['ConsoleDeviceSession']
export const agents = {
  list: (query: Asked<'/console/v1/agents'>) => authed<Schemas['ConsoleAgents']>('GET', at('/console/v1/agents'), { query }),
  create: (body: Posted<'/console/v1/agents'>) => authed<Agent>('POST', at('/console/v1/agents'), { body }),
  change: (id: number, body: { name?: string; role?: string; active?: boolean; password?: string; reset_totp?: boolean; reason: string }) =>
    authed<Agent>('PATCH', at('/console/v1/agents/{agent_id}', id), { body }),
  sessions: (id: number) => authed<Schemas['ConsoleDeviceSessions']>('GET', at('/console/v1/agents/{agent_id}/sessions', id)),
  endSession: (id: number, session: number) => authed<null>('DELETE', at('/console/v1/agents/{agent_id}/sessions/{session_id}', id, session))
}

export const account = {
  totp: () => authed<Schemas['ConsoleTotp']>('GET', at('/console/v1/me/totp')),
  begin: (password: string) => authed<Schemas['ConsoleTotpBegun']>('POST', at('/console/v1/me/totp'), { body: { password } }),
  confirm: (code: string) => authed<Schemas['ConsoleRecoveryCodes']>('POST', at('/console/v1/me/totp/confirm'), { body: { code } }),
  disable: (password: string, code: string) => authed<null>('POST', at('/console/v1/me/totp/disable'), { body: { password, code } }),
  password: (password: string, new_password: string) => authed<null>('POST', at('/console/v1/me/password'), { body: { password, new_password } }),
  sessions: () => authed<Schemas['ConsoleDeviceSessions']>('GET', at('/console/v1/sessions')),
  endSession: (id: number) => authed<null>('DELETE', at('/console/v1/sessions/{session_id}', id))
}

export type Action = Schemas['ConsoleAudit']
export const audit = (query: Asked<'/console/v1/audit'>) => authed<Schemas['ConsoleAuditPage']>('GET', at('/console/v1/audit'), { query })
export const health = () => authed<Schemas['ConsoleHealth']>('GET', at('/console/v1/health'))

export const calls = {
  list: (query: Asked<'/console/v1/call-tasks'>) => authed<Schemas['CallTasks']>('GET', at('/console/v1/call-tasks'), { query }),
  claim: (id: number) => authed<Schemas['CallTask']>('POST', at('/console/v1/call-tasks/{task_id}/claim', id)),
  done: (id: number, body: Posted<'/console/v1/call-tasks/{task_id}/done'>) => authed<Schemas['CallTask']>('POST', at('/console/v1/call-tasks/{task_id}/done', id), { body })
}

export const exceptions = {
  list: (query: Asked<'/console/v1/exceptions'>) => authed<Exceptions>('GET', at('/console/v1/exceptions'), { query }),
  resolve: (id: number, reason: string) =>
    authed<Schemas['ConsoleException']>('POST', at('/console/v1/exceptions/{exception_id}/resolve', id), { body: { reason } })
}
