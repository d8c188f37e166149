/** Settings of a policy as people read and type them, and what differs between two versions. */
export type Settings = Record<string, unknown>

export interface Difference {
  name: string
  from: unknown
  to: unknown
}

/** Settings within settings by their whole name, `alerts.sms_s`, as the house names them in words and in faults. */
export const flat = (settings: Settings, above = ''): Settings =>
  Object.fromEntries(Object.entries(settings).flatMap(([name, value]) => (nested(value) ? Object.entries(flat(value, `${above}${name}.`)) : [[above + name, value]])))

const nested = (value: unknown): value is Settings => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The way back. */
export function whole(settings: Settings): Settings {
  const made: Settings = {}
  for (const [name, value] of Object.entries(settings)) {
    const path = name.split('.')
    const last = path.pop() ?? name
    const inner = path.reduce<Settings>((at, step) => (at[step] ??= {}) as Settings, made)
    inner[last] = value
  }
  return made
}

/** What differs, in the order of the settings; equal ones are left out. */
export function differences(from: Settings, to: Settings): Difference[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return names.filter((name) => from[name] !== to[name]).map((name) => ({ name, from: from[name], to: to[name] }))
}

const WORDS: Record<string, string> = { open_hours: '营业时间', wall: '自然时间', true: '是', false: '否' }

/** `60`, `营业时间`, `12.00 元`: a setting as it is read. */
export function shown(name: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return '不用'
  if (name.endsWith('_fen')) return `${(Number(value) / 100).toFixed(2)} 元`
  if (name.endsWith('_bp')) return `${(Number(value) / 100).toFixed(2)} %`
  return WORDS[String(value)] ?? String(value)
}

/** A setting's name without the codes of its values, which a list shows in words. */
export const named = (names: Record<string, string>, name: string): string => (names[name] ?? name).replace(/（[^）]* \/ [^）]*）$/, '')

/** The settings by what they decide, in the order in which an order meets them. */
const SECTIONS: [string, string[]][] = [
  ['找店', ['default_radius_m', 'longest_wait_minutes', 'max_offers', 'max_waiting_minutes', 'require_device', 'device_online_s', 'member_choice']],
  ['接单时限', ['acceptance_minutes', 'clock', 'outage_grace_s']],
  ['提醒门店', ['alerts.in_app_s', 'alerts.service_account_s', 'alerts.printer_s', 'alerts.sms_s', 'alerts.call_s', 'alerts.receipt_s', 'alerts.group_s', 'alerts.quiet_when_closed', 'alerts.quiet_hours']],
  ['送达', ['delivery_minutes', 'photo_proof', 'photo_keep_days', 'call_minutes']],
  ['钱', ['unpaid_close_minutes', 'delivery_fee_fen', 'platform_share_bp']],
  ['门店', ['low_stock_days', 'till_backdate_days']]
]

export interface Section {
  title: string
  rows: [string, unknown][]
}

/** Flat settings in sections; one that no section names comes last, so that nothing is hidden. */
export function sections(settings: Settings): Section[] {
  const known = new Set(SECTIONS.flatMap(([, names]) => names))
  const rest = Object.keys(settings).filter((name) => !known.has(name))
  return [...SECTIONS, ['其他', rest] as [string, string[]]]
    .map(([title, names]) => ({ title, rows: names.filter((name) => name in settings).map((name): [string, unknown] => [name, settings[name]]) }))
    .filter((section) => section.rows.length)
}

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
  require_device: '派单时是否跳过没有设备在线的门店。',
  member_choice: '妈妈下单时能不能自己选门店。',
  till_backdate_days: '收银机断网后，多少天内的小票还能补传。',
  photo_proof: '妈妈不在家时，店员能不能拍照代替收货码。',
  photo_keep_days: '送达照片保存多久，之后删除。',
  low_stock_days: '库存只够卖这么多天时提醒门店。',
  call_minutes: '门店和妈妈互打的隐私号多久失效。',
  'alerts.in_app_s': '派单后多久让门店的 App 响铃。', 'alerts.service_account_s': '还没应答，多久发服务号消息。', 'alerts.printer_s': '还没应答，多久打印小票。', 'alerts.sms_s': '还没应答，多久发短信。',
  'alerts.call_s': '还没应答，多久请客服打电话。', 'alerts.receipt_s': '响铃后多久没回执就当没响。', 'alerts.group_s': '这么久之内的几张订单合成一次提醒。',
  'alerts.quiet_when_closed': '打烊后不打扰，只在 App 里显示。', 'alerts.quiet_hours': '夜里这段时间不打扰，如 22:00-07:00。'
}
