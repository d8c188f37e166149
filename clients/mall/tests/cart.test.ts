import { describe, expect, it } from 'vitest'
import { added, asked, countOf, goodsFen, MAX_LINES, MAX_QUANTITY, readLines, withQuantity, without, type CartLine, type Item } from '@/logic/cart'

const item = (sku: string, price_fen = 100): Item => ({ sku, name: sku, price_fen, category: '奶粉', stage: '1', unit: '罐' })
const line = (sku: string, quantity: number): CartLine => ({ ...item(sku), quantity })

describe('the cart', () => {
  it('adds up what is the same and puts the new first', () => {
    const lines = added(added(added([], item('A'))!, item('B'))!, item('A'))!
    expect(lines.map((each) => [each.sku, each.quantity])).toEqual([['B', 1], ['A', 2]])
    expect([countOf(lines), goodsFen(lines)]).toEqual([3, 300])
  })
  it('shows the price of today', () => expect(added([line('A', 1)], item('A', 250))![0]).toMatchObject({ quantity: 2, price_fen: 250 }))
  it('says when nothing more fits', () => {
    expect(added([line('A', MAX_QUANTITY)], item('A'))).toBeNull()
    expect(added(Array.from({ length: MAX_LINES }, (_, n) => line(`S${n}`, 1)), item('B'))).toBeNull()
  })
  it.each([[0, 1], [1.6, 2], [500, MAX_QUANTITY], [7, 7]])('keeps a quantity of %d within what the house takes', (wish, quantity) => expect(withQuantity([line('A', 3)], 'A', wish)[0].quantity).toBe(quantity))
  it('asks in one order, so that the same cart is the same request', () => expect(asked([line('B', 1), line('A', 2)])).toEqual(asked([line('A', 2), line('B', 1)])))
  it('removes', () => expect(without([line('A', 1), line('B', 1)], ['A']).map((each) => each.sku)).toEqual(['B']))
  it.each([[null], ['junk'], [{}], [[null, 1, { sku: 'A' }, { sku: 1, quantity: 1 }]]])('reads nothing out of %j', (found) => expect(readLines(found)).toEqual([]))
  it('reads what it wrote', () => expect(readLines(JSON.parse(JSON.stringify([line('A', 2)])))).toEqual([line('A', 2)]))
})
