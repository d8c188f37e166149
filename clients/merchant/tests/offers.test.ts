import { describe, expect, it } from 'vitest'
import { calling, endingWords, put, renewed, sorted, vanished, type Waiting } from '@/logic/table'
import { countdown, urgency } from '@/logic/countdown'
import { fresh, touches } from '@/logic/events'
import { waitMs } from '@/logic/line'
import { Sse } from '@/logic/sse'
import { clockOf } from '@/logic/when'

const card = (id: number, expires = '2026-11-24T11:00:00+08:00', state = 'open'): Waiting => ({ id, order_no: `N${id}`, state, offered_at: '2026-11-24T10:00:00+08:00', expires_at: expires })

describe('the counter', () => {
  it('has the soonest deadline first', () => {
    expect(sorted([card(1, '2026-11-24T11:30:00+08:00'), card(2), card(3, '2026-11-24T10:30:00+08:00')]).map((each) => each.id)).toEqual([3, 2, 1])
  })
  it('keeps the order of arrival where deadlines are equal', () => {
    expect(sorted([card(5), card(4)]).map((each) => each.id)).toEqual([4, 5])
  })
  it('shows an offer once however often it is told of', () => {
    expect(put(put([], card(1)), card(1))).toHaveLength(1)
  })
  it('drops an offer that is no longer open', () => {
    expect(put([card(1), card(2)], card(1, undefined, 'accepted')).map((each) => each.id)).toEqual([2])
  })
  it('knows what vanished', () => {
    expect(vanished([card(1), card(2)], [card(2), card(3)]).map((each) => each.id)).toEqual([1])
  })
  it('keeps what came while the list was on its way, and what ended meanwhile stays ended', () => {
    const [asked, arrived] = [[card(1), card(2)], [card(2), card(3)]]
    expect(renewed([card(1), card(2)], asked, arrived, (id) => id === 1).map((each) => each.id)).toEqual([2, 3])
    expect(renewed([card(2)], asked, arrived, () => false).map((each) => each.id)).toEqual([2, 3])
    expect(renewed([card(4)], asked, asked, () => false).map((each) => each.id)).toEqual([4])
  })
  it('is quiet about what was put aside until its time, and about what is over', () => {
    const left = (each: Waiting) => (each.id === 3 ? 0 : 60)
    expect(calling([card(1), card(2), card(3)], { 1: 1000 }, 999, left).map((each) => each.id)).toEqual([2])
    expect(calling([card(1)], { 1: 1000 }, 1000, left)).toHaveLength(1)
  })
  it.each([
    ['accepted', '小李', '小李 10:05 已接单'],
    ['accepted', null, '10:05 已由本店接单'],
    ['declined', '小李', '小李 10:05 已拒单'],
    ['withdrawn', '顾客', '顾客 10:05 取消了订单'],
    ['withdrawn', '客服', '10:05 这张单已被收回'],
    ['expired', '系统', '时间到了，没有接单，已转给其他门店'],
    ['gone', null, '这张单已经不用接了']
  ])('says how an offer ended: %s by %s', (state, by, words) => {
    expect(endingWords({ id: 1, order_no: 'N', state, by, at: '2026-11-24T10:05:00+08:00' }, clockOf).replace(/\s+/g, ' ').trim()).toBe(words)
  })
})

describe('a countdown', () => {
  it.each([[3600, '1:00:00'], [3599.2, '1:00:00'], [3599, '59:59'], [61, '1:01'], [9, '0:09'], [0, '0:00'], [-5, '0:00'], [47100, '13:05:00']])('%s s is %s', (seconds, words) => {
    expect(countdown(seconds)).toBe(words)
  })
  it('grows urgent', () => expect([3600, 600, 120].map(urgency)).toEqual(['calm', 'soon', 'now']))
})

describe('the feed', () => {
  it('is read from pieces cut anywhere', () => {
    const text = 'id: 7\nretry: 1000\n: hello\n\nid: 8\nevent: offer.made\ndata: {"a":1}\n\n: still here\n\n'
    for (let cut = 1; cut < text.length; cut++) {
      const sse = new Sse()
      const told = [...sse.take(text.slice(0, cut)), ...sse.take(text.slice(cut))]
      expect(told.filter((each) => each.kind)).toEqual([{ id: 8, kind: 'offer.made', data: '{"a":1}' }])
    }
  })
  it('joins lines of data and takes CRLF', () => {
    expect(new Sse().take('event: x\r\ndata: 1\r\ndata: 2\r\n\r\n')).toEqual([{ id: null, kind: 'x', data: '1\n2' }])
  })
  it('hears nothing twice', () => expect([fresh(5, 5), fresh(4, 5), fresh(6, 5), fresh(null, 5)]).toEqual([false, false, true, false]))
  it('knows what an event makes untrue', () => {
    expect(touches('offer.made')).toEqual(['offers'])
    expect(touches('offer.accepted')).toEqual(['offers', 'orders'])
    expect(touches('delivery.delivered')).toEqual(['orders'])
    expect(touches('stock.recount_asked')).toEqual(['stock'])
    expect(touches('message.sent')).toEqual([])
  })
  it('comes back ever slower, but within 13 seconds', () => {
    expect([1, 2, 3, 4, 9].map((n) => waitMs(n, 0))).toEqual([1000, 2000, 4000, 8000, 10000])
    expect(waitMs(9, 1)).toBeLessThanOrEqual(12500)
  })
})
