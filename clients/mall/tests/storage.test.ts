import { describe, expect, it } from 'vitest'
import { problemOf, tell, unanswered, ApiProblem, NoAnswer } from '@/api/http'
import { artUri } from '@/kit/art'
import { forget, recall, remember } from '@/state/storage'
import { platform } from './uni'

describe('the phone’s memory', () => {
  it('keeps and forgets', () => {
    remember('x', { a: 1 })
    expect(recall('x')).toEqual({ a: 1 })
    forget('x')
    expect(recall('x')).toBeNull()
  })
  it('lasts as long as the app when the storage is full', () => {
    platform.broken = true
    remember('full', 'token')
    expect(recall('full')).toBe('token')
    forget('full')
    expect(recall('full')).toBeNull()
  })
})

describe('what she is told', () => {
  it('is the first named field', () => expect(tell(problemOf(422, { code: 'invalid', detail: '请检查', fields: { phone: ['请输入 11 位手机号'] } }))).toBe('请输入 11 位手机号'))
  it('is the house’s sentence', () => expect(tell(problemOf(409, { code: 'order_state', detail: '订单已送达' }))).toBe('订单已送达'))
  it('is never a gateway’s page', () => expect(tell(problemOf(502, null))).toBe('服务器有点忙，请稍后再试'))
  it('keeps the facts of a refusal', () => expect(problemOf(409, { code: 'quote_changed', detail: 'x', quote: { total_fen: 1 } }).facts).toEqual({ quote: { total_fen: 1 } }))
  it('knows what is no answer', () => {
    expect(unanswered(new NoAnswer())).toBe(true)
    expect(unanswered(new ApiProblem(503, 'payment_unavailable', 'x'))).toBe(true)
    expect(unanswered(new ApiProblem(409, 'x', 'x'))).toBe(false)
    expect(unanswered(new TypeError('a fault of our own'))).toBe(false)
  })
})

describe('a drawn article', () => {
  it('has its stage on the label and one colour for a brand', () => {
    const tin = (stage: string) => decodeURIComponent(artUri({ name: `牧小暖 ${stage}段`, category: '奶粉', stage }))
    expect(tin('2')).toContain('2段')
    expect(tin('1').replace('1段', '')).toBe(tin('3').replace('3段', ''))
  })
  it('is drawn for a category that nobody thought of', () => expect(artUri({ name: '新', category: '玩具', stage: null })).toContain('data:image/svg+xml'))
})
