import { describe, expect, it } from 'vitest'
import { choiceIn, storesOf, whenWords } from '@/logic/choice'

const point = { lng: 121.5, lat: 31.2, datum: 'gcj02' }
const store = { code: 'S3', name: '浦东三店', address: '', distance_m: 1800, point, open_now: true, open_until: null, opens_at: null }
const other = { code: 'S1', name: '浦东一店', address: '', distance_m: 95, open_now: false, promise_at: null, promise_zh: '由 浦东一店 配送，预计明天 11:30 前送达', why_zh: '附近的门店', reason_zh: '' }
const quote = { store, reason: 'home_store', promise_zh: '由 浦东三店 配送，预计今天 13:00 前送达', alternatives: [other], expect_store_code: 'S3' }

describe('her choice of a store', () => {
  it('leaves the store out of the promise', () => expect([whenWords(quote.promise_zh), whenWords(null)]).toEqual(['预计今天 13:00 前送达', '']))
  it('puts the rule first', () =>
    expect(storesOf(quote)).toEqual([
      { code: 'S3', name: '浦东三店', why: '老店', when: '预计今天 13:00 前送达', distance_m: 1800, open_now: true, first: true },
      { code: 'S1', name: '浦东一店', why: '附近的门店', when: '预计明天 11:30 前送达', distance_m: 95, open_now: false, first: false }
    ]))
  it('has nothing to choose where nobody can take it', () => expect(storesOf({ ...quote, store: null })).toEqual([]))
  it.each([
    [null, null, false],
    ['S1', 'S1', false],
    ['S3', null, false], // the rule names it by itself now
    ['S2', null, true]
  ])('%s in a new quote', (code, kept, gone) => {
    const found = choiceIn(quote, code)
    expect([found.choice?.code ?? null, found.gone]).toEqual([kept, gone])
  })
})
