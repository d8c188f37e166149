/** A store's week as the house writes it, in Chinese: `Mo-Fr 09:00-21:00` is `周一至周五 09:00-21:00`. */
const DAYS: Record<string, string> = { Mo: '周一', Tu: '周二', We: '周三', Th: '周四', Fr: '周五', Sa: '周六', Su: '周日' }

export const hoursZh = (hours: string): string =>
  hours
    .replace(/\bMo-Su\b/g, '每天')
    .replace(/\b(Mo|Tu|We|Th|Fr|Sa|Su)-(Mo|Tu|We|Th|Fr|Sa|Su)\b/g, (_, from: string, to: string) => `${DAYS[from]}至${DAYS[to]}`)
    .replace(/\b(Mo|Tu|We|Th|Fr|Sa|Su)\b/g, (day) => DAYS[day])
    .replace(/,(?=\d)/g, '、')
    .replace(/; */g, '；')
