/** The words she agrees to. A change of words is a new version, and asks her anew. */
export const TERMS_VERSION = '2026-11'

export const TERMS: { title: string; text: string[] }[] = [
  {
    title: '用户协议',
    text: [
      '您在这里下的订单由品牌授权的门店接单、配送并开具票据。买过的老客优先由老店配送；第一次购买，由离收货地址最近、能送且有货的门店配送。',
      '门店在营业时间内一小时未接单，订单会转给其他门店；都不能接时，客服会联系您。门店出发前您可以随时取消，已付的钱原路退回。',
      '收到货后有问题，可以在订单里申请退款，由客服处理。'
    ]
  },
  {
    title: '隐私政策',
    text: [
      '我们只收集送货需要的信息：手机号、收货人、收货地址和位置。它们加密保存，只给为您配送的门店看，不会给别的门店。',
      '宝宝的昵称和出生年月由您自愿填写，需要监护人单独同意，只用来推荐合适的段位；删除后立即清除。',
      '您可以随时在“我的—隐私与授权”里导出全部数据、撤回同意，或注销账号。依法需要保留的交易记录会去掉您的身份信息。'
    ]
  },
  {
    title: '监护人同意书',
    text: ['填写宝宝信息前，请确认您是宝宝的父母或其他监护人，并同意我们为推荐段位和提醒而使用这些信息。您可以随时撤回，撤回后宝宝的信息会被删除。']
  }
]

interface Agreed {
  purpose: string
}

/** Of what she agreed to (the latest first) what is worth reading: an earlier yes to the same thing is replaced by a later one, but each baby has its own. */
export const standing = <T extends Agreed>(all: T[]): T[] =>
  all.filter((each, place) => each.purpose === 'baby' || all.findIndex((other) => other.purpose === each.purpose) === place)
