/** A week of opening hours as she edits it (seven days, up to two sittings) and as the house writes it (`Mo-Fr 09:00-12:00,13:30-21:00`). */
export interface Sitting {
  from: string
  to: string
}
export type Week = Sitting[][]

export const DAYS_ZH = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']
const DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']

/** From the house's seven strings, Monday first; an empty one is a day off. */
export const weekOf = (days: string[]): Week => days.map(sittingsOf)

export function sittingsOf(hours: string): Sitting[] {
  return hours.split(',').filter(Boolean).map((span) => {
    const [from, to] = span.split('-')
    return { from: from.trim(), to: to.trim() }
  })
}

export const spell = (sittings: Sitting[]): string => sittings.map(({ from, to }) => `${from}-${to}`).join(',')

/** Days in a row with the same hours are one group. */
export function spellWeek(week: Week): string {
  const groups: { first: number; last: number; hours: string }[] = []
  week.map(spell).forEach((hours, day) => {
    const before = groups[groups.length - 1]
    if (before && before.hours === hours && before.last === day - 1) before.last = day
    else groups.push({ first: day, last: day, hours })
  })
  return groups.filter(({ hours }) => hours).map(({ first, last, hours }) => `${first === last ? DAYS[first] : `${DAYS[first]}-${DAYS[last]}`} ${hours}`).join('; ')
}

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** What is wrong with a day's hours, in her words; '' when nothing is. */
export function faultOf(sittings: Sitting[]): string {
  if (sittings.some(({ from, to }) => !from || !to || minutes(to) <= minutes(from))) return '打烊时间要晚于开门时间'
  if (sittings.length === 2 && minutes(sittings[1].from) <= minutes(sittings[0].to)) return '两段时间不能重叠'
  return ''
}

export const dayWords = (hours: string): string => (hours ? hours.replace(/,/g, '、') : '休息')
