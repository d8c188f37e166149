/** Settings of a policy as people read and type them, and what differs between two versions. */
export type Settings = Record<string, unknown>

export interface Difference {
  name: string
  from: unknown
  to: unknown
}

/** What differs, in the order of the settings; equal ones are left out. */
export function differences(from: Settings, to: Settings): Difference[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return names.filter((name) => from[name] !== to[name]).map((name) => ({ name, from: from[name], to: to[name] }))
}

const WORDS: Record<string, string> = { open_hours: '营业时间', wall: '自然时间', true: '是', false: '否' }

/** `60`, `营业时间`, `12.00 元`: a setting as it is read. */
export function shown(name: string, value: unknown): string {
  if (value === undefined || value === null) return '—'
  if (name.endsWith('_fen')) return `${(Number(value) / 100).toFixed(2)} 元`
  if (name.endsWith('_bp')) return `${(Number(value) / 100).toFixed(2)} %`
  return WORDS[String(value)] ?? String(value)
}

/** A setting's name without the codes of its values, which a list shows in words. */
export const named = (names: Record<string, string>, name: string): string => (names[name] ?? name).replace(/（[^）]* \/ [^）]*）$/, '')

/** What it does, for somebody who has to decide about it. */
export const MEANING: Record<string, string> = {
  acceptance_minutes: '门店收到派单后有多久可以接。太短会误伤忙碌的门店，太长妈妈要多等。',
  clock: '接单时限只在门店营业时走，还是按墙上的钟走。',
  default_radius_m: '没有自己画配送范围的门店，送多远。',
  longest_wait_minutes: '门店没开门时，最多等它开门多久。晚上的订单靠它留到早上。',
  max_offers: '一张订单最多派给几家门店，之后转人工。',
  max_waiting_minutes: '从付款算起最多找店多久，之后转人工。',
  delivery_minutes: '门店接单后多久送到。承诺时间按它计算。',
  unpaid_close_minutes: '下单后多久不付款就关闭。',
  delivery_fee_fen: '向妈妈收的配送费，归配送的门店。',
  platform_share_bp: '平台从门店货款里留下的比例，按万分之计。',
  outage_grace_s: '系统故障超过这么久，故障期间的时间补回给门店。',
  device_online_s: '设备多久没有动静就算离线。',
  require_device: '派单时是否跳过没有设备在线的门店。'
}
