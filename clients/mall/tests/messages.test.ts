import { describe, expect, it } from 'vitest'
import { allowedWords, KIND_ZH, toAsk, type Template } from '@/logic/messages'

const all = (left: Record<string, number> = {}): Template[] => Object.keys(KIND_ZH).map((kind) => ({ kind, template_id: `t-${kind}`, left: left[kind] ?? 0 }))
const kinds = (asked: Template[]) => asked.map((each) => each.kind)

describe('messages she may allow', () => {
  it.each([
    ['', ['accepted', 'on_the_road', 'moved']],
    ['offered', ['accepted', 'on_the_road', 'moved']],
    ['accepted', ['on_the_road', 'delivered', 'needs_attention']],
    ['out_for_delivery', ['delivered', 'needs_attention', 'refunded']],
    ['cancelled', ['refunded']]
  ])('%s: what comes next, three at most', (state, expected) => expect(kinds(toAsk(all(), state))).toEqual(expected))
  it('asks first for what she does not allow already', () => expect(kinds(toAsk(all({ accepted: 2 }), ''))).toEqual(['on_the_road', 'moved', 'needs_attention']))
  it('asks for nothing in a house without templates', () => expect(toAsk([], 'offered')).toEqual([]))
  it('says what she allows', () => {
    expect(allowedWords(all({ accepted: 2, refunded: 1 }))).toBe('门店接单 2 次、退款到账 1 次')
    expect(allowedWords(all())).toContain('还没有允许')
  })
})
