import { describe, expect, it } from 'vitest'
import { asking, fewer, found, linesOf, memberProof, more, totalOf, type Item } from '@/logic/basket'
import { MOST, add, batch, full, settled, toSend, uuid, without, type Queued, type Sale } from '@/logic/queue'

const sale = (key: string): Sale => ({ key, sold_at: '2026-11-24T10:00:00+08:00', phone: null, code: null, lines: [{ sku: 'F1', quantity: 1, paid_fen: 100 }] })
const queued = (...keys: string[]): Queued[] => keys.reduce<Queued[]>((queue, key) => add(queue, { kind: 'sale', body: sale(key) }, 100), [])
const tin = { sku: 'F1', name: '奶粉 1段', price_fen: 29800 }

describe('the queue', () => {
  it('holds a sale once', () => expect(queued('a', 'a')).toHaveLength(1))
  it('is full at its bound', () => {
    expect(full(queued(...Array.from({ length: MOST }, (_, n) => `k${n}`)))).toBe(true)
    expect(full(queued('a'))).toBe(false)
  })
  it('sends sales and returns apart', () => {
    const queue = add(queued('a'), { kind: 'return', body: { key: 'r', sale_key: 'a', lines: [{ sku: 'F1', quantity: 1 }] } }, 100)
    expect(batch(queue)).toEqual({ sales: [sale('a')], returns: [{ key: 'r', sale_key: 'a', lines: [{ sku: 'F1', quantity: 1 }] }] })
  })
  it('lets go only of what the house has', () => {
    const results = [
      { key: 'a', status: 'created', detail: null, again: false }, { key: 'b', status: 'unchanged', detail: null, again: false },
      { key: 'c', status: 'failed', detail: '时间太早', again: false }, { key: 'd', status: 'failed', detail: '现在较忙', again: true }
    ]
    const left = settled(queued('a', 'b', 'c', 'd', 'e'), results)
    expect(left.map((each) => [each.body.key, each.refused])).toEqual([['c', '时间太早'], ['d', null], ['e', null]])
    expect(toSend(left).map((each) => each.body.key)).toEqual(['d', 'e'])
  })
  it('loses a refused row only by hand', () => expect(without(queued('a', 'b'), 'a').map((each) => each.body.key)).toEqual(['b']))
  it('makes keys that the house takes', () => {
    expect(uuid(new Uint8Array(16).fill(255))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff')
    expect(uuid(new Uint8Array(16))).toMatch(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/)
  })
})

describe('the basket', () => {
  const two: Item[] = more(more([], tin), tin)
  it('adds up to the fen', () => {
    expect(totalOf(two)).toBe(59600)
    expect(linesOf(asking(two, 'F1', 28850))).toEqual([{ sku: 'F1', quantity: 2, paid_fen: 57700 }])
  })
  it('drops what has come to nothing', () => expect(fewer(fewer(two, 'F1'), 'F1')).toEqual([]))
  it('finds by name and number, numbers that begin so first', () => {
    const goods = [{ sku: 'XF1', name: '甲', price_fen: 1 }, { sku: 'F12', name: '乙', price_fen: 1 }, { sku: 'Q', name: '奶粉', price_fen: 1 }]
    expect(found(goods, 'f1').map((each) => each.sku)).toEqual(['F12', 'XF1'])
    expect(found(goods, ' 奶 ').map((each) => each.sku)).toEqual(['Q'])
    expect(found(goods, '')).toHaveLength(3)
  })
  it.each([['138 1234 5678', '13812345678', null], ['1234567890', null, '1234567890']])('%s is a member', (typed, phone, code) => expect(memberProof(typed)).toEqual({ phone, code }))
  it.each(['', '123', '138123456789', '23812345678x'])('%s is nobody', (typed) => expect(memberProof(typed)).toBeNull())
})
