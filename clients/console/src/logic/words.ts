/** The console's own words for an order's states: the house's are a mother's. */
export const STATES = [
  ['awaiting_payment', '待付款'], ['paid', '找门店'], ['offered', '等待接单'], ['needs_person', '需要人工'], ['accepted', '备货中'], ['out_for_delivery', '配送中'],
  ['delivered', '已送达'], ['completed', '已完成'], ['cancelled', '已取消']
] as const
const NAMES = new Map<string, string>(STATES)

export const stateZh = (state: string): string => NAMES.get(state) ?? state
