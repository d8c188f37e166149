/** What agents mostly give as a reason; anything else can be typed. */
export const REASONS = {
  assign: ['已与门店电话确认', '顾客指定这家店', '门店没有回应', '原门店缺货'],
  move: ['门店没有回应', '门店来电说接不了', '门店缺货', '顾客要求换店'],
  extend: ['门店正在找货', '门店请求延长', '高峰期忙不过来'],
  hold: ['顾客要改地址', '等顾客确认', '等门店补货', '疑似重复下单'],
  release: ['顾客已确认', '地址已核对', '可以继续派单'],
  cancel: ['顾客不要了', '顾客重复下单', '没有门店能配送', '地址不对，联系不上'],
  refund: ['商品破损', '送错商品', '配送太晚，补偿顾客', '顾客不要了'],
  reveal: ['联系顾客确认地址', '联系顾客说明延误', '核对身份', '安排配送'],
  resolve: ['已与微信核对', '已线下退款', '已补单', '重复记录'],
  status: ['门店申请', '证照到期', '服务投诉', '停止合作', '整改完成']
} as const satisfies Record<string, readonly string[]>

export const reasons = (act: keyof typeof REASONS): string[] => [...REASONS[act]]
