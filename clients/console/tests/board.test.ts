import { describe, expect, it } from 'vitest'
import { before, seen, slaOf, slice, values, type Row, type Wanted } from '@/logic/board'

const NOW = Date.parse('2026-11-26T10:00:00+08:00')
const MINUTE = 60_000
const row = (change: Partial<Row> = {}): Row => ({
  no: 'A1', state: 'offered', stateZh: '等待接单', storeCode: 'S1', storeName: '浦东一店', city: '上海市', chain: '', channel: 'mini_program', channelZh: '小程序', placed: NOW, due: NOW + 40 * MINUTE,
  since: NOW - 20 * MINUTE, offers: 1, why: '', held: false, deaf: null, ...change
})
const ALL: Wanted = { lens: 'all', city: '', chain: '', channel: '', words: '' }

describe('how pressing an order is', () => {
  it.each([
    ['what needs a person', row({ state: 'needs_person', due: NOW - 1 }), 'needs_person'],
    ['what has run out', row({ due: NOW }), 'overdue'],
    ['ten minutes left', row({ due: NOW + 10 * MINUTE }), 'ten_minutes'],
    ['ten minutes left goes before nobody there', row({ due: NOW + 9 * MINUTE, deaf: 'no_device' }), 'ten_minutes'],
    ['nobody there', row({ deaf: 'no_device' }), 'no_device'],
    ['half of the time gone', row({ due: NOW + 30 * MINUTE, since: NOW - 30 * MINUTE }), 'half'],
    ['a minute before half', row({ due: NOW + 31 * MINUTE, since: NOW - 29 * MINUTE }), 'fresh'],
    ['held by an agent', row({ state: 'paid', held: true, due: NOW - 60 * MINUTE }), 'fresh'],
    ['the search takes a second', row({ state: 'paid', due: NOW - 1000 }), 'fresh'],
    ['the search takes a minute', row({ state: 'paid', due: NOW - MINUTE }), 'overdue'],
    ['late on the road', row({ state: 'out_for_delivery', due: NOW - MINUTE }), 'overdue'],
    ['her time to pay is hers', row({ state: 'awaiting_payment', due: NOW - MINUTE }), 'fresh']
  ])('%s', (_, given, sla) => expect(slaOf(given, NOW)).toBe(sla))
})

describe('the order of rows', () => {
  it('puts what needs a person first, the oldest of them at the top, then the least time left', () => {
    const rows = [row({ no: 'fresh' }), row({ no: 'soon', due: NOW + MINUTE }), row({ no: 'p2', state: 'needs_person', due: NOW - 1 }), row({ no: 'p1', state: 'needs_person', due: NOW - 9 }), row({ no: 'never', due: null })]
    expect(rows.sort(before).map(({ no }) => no)).toEqual(['p1', 'p2', 'soon', 'fresh', 'never'])
  })
  it('is the same whatever it was before, also for equal times', () => {
    const rows = ['c', 'a', 'b'].map((no) => row({ no }))
    expect(rows.sort(before).map(({ no }) => no)).toEqual(['a', 'b', 'c'])
  })
})

describe('what she wants to see', () => {
  const all = [row({ no: '26A' }), row({ no: '26B', city: '北京市', state: 'accepted' }), row({ no: '26C', due: NOW + MINUTE }), row({ no: '26D', deaf: 'silent_store' })]
  it('counts every lens under the same filters, and shows one', () => {
    const { rows, counts } = seen(all, { ...ALL, city: '上海市', lens: 'ten_minutes' }, NOW)
    expect(rows.map(({ no }) => no)).toEqual(['26C'])
    expect([counts.all, counts.offered, counts.accepted, counts.ten_minutes, counts.deaf]).toEqual([3, 3, 0, 1, 1])
  })
  it('finds by part of a number, a name or a code, in any case', () => {
    for (const words of ['26b', ' 26B ']) expect(seen(all, { ...ALL, words }, NOW).rows.map(({ no }) => no)).toEqual(['26B'])
    expect(seen(all, { ...ALL, words: 's1' }, NOW).rows).toHaveLength(4)
    expect(seen(all, { ...ALL, words: '浦东' }, NOW).rows).toHaveLength(4)
  })
  it('lists values, the commonest first', () => expect(values(all, ({ city }) => city)).toEqual(['上海市', '北京市']))
})

describe('rows on the screen', () => {
  it('are few, however many there are', () => {
    expect(slice(5000, 32, 0, 800, 8)).toEqual({ from: 0, to: 33 })
    expect(slice(5000, 32, 32_000, 800, 8)).toEqual({ from: 992, to: 1033 })
    expect(slice(10, 32, 0, 800, 8)).toEqual({ from: 0, to: 10 })
  })
})
