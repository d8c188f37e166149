import { describe, expect, it } from 'vitest'
import { ageWords, milkStage, monthAge, stageWords } from '@/logic/baby'
import { distanceWords } from '@/logic/distance'
import { fenOf, yuan } from '@/logic/money'
import { nextWords, refundOnItsWay, settledOrder, standOf } from '@/logic/order'
import { clockOf, dateOf, dayTime, HouseClock, spanWords } from '@/logic/when'

describe('money', () => {
  it.each([[0, '0'], [29800, '298'], [29850, '298.50'], [5, '0.05'], [-1250, '-12.50']])('%i fen', (fen, words) => expect(yuan(fen)).toBe(words))
  it.each([['12.5', 1250], ['12.50', 1250], ['298', 29800], [' 0.01 ', 1]])('reads %s', (typed, fen) => expect(fenOf(typed)).toBe(fen))
  it.each(['', '0', '0.00', '-1', '1.234', '1,5', 'abc', '1e3', '.5', '12345678'])('does not read %j', (typed) => expect(fenOf(typed)).toBeNull())
})

describe('age', () => {
  const today = new Date(2026, 10, 26)
  it.each([['2026-11', 0], ['2026-03', 8], ['2025-12', 11], ['2027-02', -3], ['2023-11', 36]])('%s', (birth, months) => expect(monthAge(birth, today)).toBe(months))
  it('knows what is no month', () => expect(monthAge('2026-3', today)).toBeNull())
  it.each([[-3, '1'], [0, '1'], [5, '1'], [6, '2'], [11, '2'], [12, '3'], [35, '3'], [36, '4'], [80, '4']])('%i months: stage %s', (months, stage) => expect(milkStage(months)).toBe(stage))
  it.each([[-3, '还有 3 个月出生'], [0, '未满月'], [8, '8 个月'], [24, '2 岁'], [27, '2 岁 3 个月']])('%i months in words', (months, words) => expect(ageWords(months)).toBe(words))
  it.each([['奶粉', '2', '2 段 · 适合 6-12 个月'], ['辅食', '6m+', '6 个月起可用'], ['营养品', '0m+', '出生起可用'], ['纸尿裤', 'NB', 'NB 码'], ['洗护', null, '']])('%s %s', (category, stage, words) => expect(stageWords(category, stage)).toBe(words))
})

describe('distance', () => {
  it.each([[350, '350 米'], [999.4, '999 米'], [999.5, '1.0 公里'], [1234, '1.2 公里'], [null, '']])('%s', (metres, words) => expect(distanceWords(metres)).toBe(words))
})

describe('time, always in Shanghai', () => {
  const now = '2026-11-24T10:00:00.000+08:00'
  it.each([['2026-11-24T15:05:00+08:00', '15:05'], ['2026-11-23T23:59:00+08:00', '昨天 23:59'], ['2026-11-25T00:00:00+08:00', '明天 00:00'], ['2026-11-03T14:20:00+08:00', '11月3日 14:20'], ['2026-11-24T07:05:00Z', '15:05']])('%s', (at, words) => expect(dayTime(at, now)).toBe(words))
  it('has a date and a clock', () => expect([dateOf(now), clockOf(now)]).toEqual(['2026年11月24日', '10:00']))
  it.each([[0, '0 秒'], [38.2, '39 秒'], [60, '1 分钟'], [61, '2 分钟'], [2520, '42 分钟'], [3600, '1 小时'], [3900, '1 小时 5 分钟']])('%d s', (seconds, words) => expect(spanWords(seconds)).toBe(words))
  it('counts down by the house, not by a phone that is an hour off', () => {
    const wrong = Date.parse(now) + 3600_000
    const clock = new HouseClock(now, wrong)
    expect(clock.secondsUntil('2026-11-24T10:42:00+08:00', wrong)).toBe(2520)
    expect(clock.secondsUntil('2026-11-24T10:42:00+08:00', wrong + 60_000)).toBe(2460)
    expect(clock.secondsUntil('2026-11-24T09:00:00+08:00', wrong)).toBe(0)
  })
})

describe('an order', () => {
  it.each(['awaiting_payment', 'paid', 'offered', 'accepted', 'out_for_delivery', 'delivered', 'needs_person'])('says what happens next when it is %s', (state) => expect(nextWords(state)).not.toBe(''))
  it.each([
    ['cancelled', null, [], true, false],
    ['cancelled', '2026-11-24T10:00:00+08:00', [], false, true],
    ['cancelled', '2026-11-24T10:00:00+08:00', ['processing'], false, true],
    ['cancelled', '2026-11-24T10:00:00+08:00', ['succeeded'], true, false],
    ['completed', null, [], true, false],
    ['completed', null, ['requested'], false, false],
    ['completed', null, ['rejected'], true, false],
    ['delivered', null, [], false, false]
  ] as const)('%s, paid %s, refunds %j', (state, paid_at, refunds, settled, onItsWay) => {
    const order = { state, paid_at, refunds: refunds.map((each) => ({ state: each })) }
    expect([settledOrder(order), refundOnItsWay(order)]).toEqual([settled, onItsWay])
  })
  it('draws a state that it does not know', () => expect(standOf('teleported')).toMatchObject({ step: 0 }))
})
