/** Codes that the house takes, and their words. tests/clients/test_merchant_builds.py compares them with the house's own. */
export type Reasons = Record<string, string>

export const DECLINE: Reasons = { out_of_stock: '缺货', too_busy: '太忙，送不过来', too_far: '太远', no_courier: '没有人手配送', closing: '即将打烊', other: '其他' }
export const FAILURE: Reasons = { nobody_home: '无人收货', unreachable: '联系不上', refused: '顾客拒收', wrong_address: '地址有误', damaged: '商品破损', other: '其他' }
export const GIVE_BACK: Reasons = { out_of_stock: '缺货', no_courier: '没有人手配送', customer_asked: '顾客要求', other: '其他' }
export const PAUSE: Reasons = { too_busy: '太忙，先缓一缓', no_courier: '没有人手配送', stocktaking: '盘点', short_of_goods: '缺货较多', away: '临时外出', other: '其他' }
