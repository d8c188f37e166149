/** The one-time messages: which of them fit the moment, since WeChat asks for three at a time. */
export interface Template {
  kind: string
  template_id: string
  /** How many of it she still allows. */
  left: number
}

export const KIND_ZH: Record<string, string> = {
  accepted: '门店接单', on_the_road: '开始配送', delivered: '已送达', moved: '换了门店', needs_attention: '需要您处理', refunded: '退款到账'
}
const AT_ONCE = 3
const BEFORE = ['accepted', 'on_the_road', 'moved', 'needs_attention', 'delivered', 'refunded']
/** What still comes, the soonest first, by the state of the order. */
const FITTING: Record<string, string[]> = {
  accepted: ['on_the_road', 'delivered', 'needs_attention', 'refunded'],
  out_for_delivery: ['delivered', 'needs_attention', 'refunded'],
  delivered: ['refunded'],
  completed: ['refunded'],
  cancelled: ['refunded']
}

/** Up to three templates for an order in `state` (none yet: ''), those that she does not allow already first. */
export function toAsk(known: Template[], state = ''): Template[] {
  const kinds = FITTING[state] ?? BEFORE
  const fitting = kinds.flatMap((kind) => known.filter((each) => each.kind === kind))
  return [...fitting].sort((a, b) => Number(a.left > 0) - Number(b.left > 0)).slice(0, AT_ONCE)
}

/** The line under the switch on her page. */
export function allowedWords(known: Template[]): string {
  const allowed = known.filter((each) => each.left > 0)
  return allowed.length ? allowed.map((each) => `${KIND_ZH[each.kind] ?? '订单进展'} ${each.left} 次`).join('、') : '还没有允许；每允许一次，微信发一条'
}
