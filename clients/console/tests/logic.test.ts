import { describe, expect, it } from 'vitest'
import { hoursZh } from '@/logic/hours'
import { newKey } from '@/logic/key'
import { fenOf, yuan } from '@/logic/money'
import { differences, flat, MEANING, named, sections, shown, whole } from '@/logic/policy'
import { byHour, cell } from '@/logic/report'
import { compared, type Side } from '@/logic/whatif'
import { dateOf, daysBefore, distance, left, near, percent, span } from '@/logic/when'

describe('money', () => {
  it.each([[0, '0.00'], [5, '0.05'], [29800, '298.00'], [123456789, '1,234,567.89'], [-9850, '-98.50'], [-5, '-0.05']])('%d fen', (fen, text) => expect(yuan(fen)).toBe(text))
  it.each([['98.5', 9850], ['98.50', 9850], [' 1 ', 100], ['0', null], ['', null], ['1.234', null], ['-1', null], ['1e3', null], ['1,000', null]])('%s', (typed, fen) => expect(fenOf(typed)).toBe(fen))
})

describe('time', () => {
  const now = Date.parse('2026-11-26T00:30:00+08:00')
  it('is read in Shanghai, wherever the desk stands', () => {
    expect(dateOf(now)).toBe('2026-11-26')
    expect(daysBefore(now, 1)).toBe('2026-11-25')
    expect(near('2026-11-26T00:10:00.000+08:00', now)).toBe('00:10')
    expect(near('2026-11-25T23:59:00.000+08:00', now)).toBe('11-25 23:59')
  })
  it.each([[59, '59 秒'], [61, '1 分 01 秒'], [599, '9 分 59 秒'], [600, '10 分'], [3900, '1 时 05 分'], [90_000, '1 天 1 时'], [-3, '0 秒']])('%d s', (seconds, text) => expect(span(seconds)).toBe(text))
  it('says what is left and what is over', () => expect([left(0), left(-60)]).toEqual(['剩 0 秒', '超 1 分 00 秒']))
  it('says how far, and how much of all', () => expect([distance(95), distance(1840), distance(15_300), percent(0.932), percent(null)]).toEqual(['95 米', '1.8 公里', '15 公里', '93.2 %', '—']))
  it('says a week in Chinese', () => expect(hoursZh('Mo-Fr 09:00-12:00,13:30-21:00; Sa 10:00-20:00')).toBe('周一至周五 09:00-12:00、13:30-21:00；周六 10:00-20:00'))
})

describe('keys', () => {
  it('are what the house takes, and never twice the same', () => {
    const keys = new Set(Array.from({ length: 500 }, newKey))
    expect(keys.size).toBe(500)
    for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_.-]{8,80}$/)
  })
})

describe('a policy', () => {
  it('says what differs, and nothing else', () => {
    expect(differences({ a: 1, b: 2, clock: 'wall' }, { a: 1, b: 3, clock: 'open_hours' })).toEqual([{ name: 'b', from: 2, to: 3 }, { name: 'clock', from: 'wall', to: 'open_hours' }])
  })
  it('with settings within settings is one list, and comes back as it was', () => {
    const settings = { max_offers: 5, alerts: { sms_s: null, quiet_hours: '' } }
    expect(flat(settings)).toEqual({ max_offers: 5, 'alerts.sms_s': null, 'alerts.quiet_hours': '' })
    expect(whole(flat(settings))).toEqual(settings)
  })
  it('is read in words', () => expect([shown('clock', 'wall'), shown('delivery_fee_fen', 1250), shown('platform_share_bp', 150), shown('require_device', false), shown('max_offers', 5)]).toEqual(['自然时间', '12.50 元', '1.50 %', '否', '5']))
  it('has every setting in one section, and hides none that it does not know', () => {
    const told = sections({ new_one: 1, ...Object.fromEntries(Object.keys(MEANING).map((name) => [name, 0])) })
    const names = told.flatMap((section) => section.rows.map(([name]) => name))
    expect(names.sort()).toEqual(['new_one', ...Object.keys(MEANING)].sort())
    expect(told.at(-1)).toEqual({ title: '其他', rows: [['new_one', 1]] })
  })
  it('has names without codes', () => expect(named({ clock: '计时方式（open_hours 营业时间 / wall 自然时间）', a: '时限（分钟）' }, 'clock')).toBe('计时方式'))
})

describe('two policies side by side', () => {
  const side: Side = { orders: 10, kept_share: 0.5, needs_person: 2, refused: 1, expired: 3, minutes_p50: 12, minutes_p90: null, distance_p50_m: 900, distance_p90_m: 3000, revenue_fen: 1000 }
  it('knows which way is better for the mothers, and when nobody can say', () => {
    const lines = Object.fromEntries(compared(side, { ...side, kept_share: 0.6, needs_person: 4, minutes_p50: 12 }).map((line) => [line.name, line]))
    expect(lines['老客留在老店']).toMatchObject({ better: true })
    expect(lines['需要人工的订单']).toMatchObject({ diff: 2, better: false })
    expect(lines['下单到接单（中位）']).toMatchObject({ diff: 0, better: null })
    expect(lines['下单到接单（九成以内）']).toMatchObject({ diff: null, better: null })
  })
})

describe('a report', () => {
  it('reads cells by their kind', () => expect([cell('share', 0.5, yuan), cell('fen', 5, yuan), cell('number', 1.26, yuan), cell('text', null, yuan)]).toEqual(['50.0 %', '0.05', '1.3', '—']))
  it('adds cities up by the hour, and divides only what is there', () => {
    const option = byHour([{ hour: 9, offers: 4, accepted: 3, declined: 1, expired: 0, promised: 0, late: 0 }, { hour: 9, offers: 1, accepted: 0, declined: 0, expired: 1, promised: 0, late: 0 }])
    expect(option.series.map(({ data }) => data)).toEqual([[5], [60], [null]])
  })
})
