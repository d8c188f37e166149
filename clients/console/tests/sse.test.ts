import { describe, expect, it } from 'vitest'
import { SseParser } from '@/logic/sse'

describe('the feed, out of what arrives', () => {
  it('takes a message that comes in pieces, and keeps what is not whole', () => {
    const parser = new SseParser()
    expect(parser.feed('id: 7\nevent: offer.ma')).toEqual([])
    expect(parser.feed('de\ndata: {"a":1}\n\nid: 8\nda')).toEqual([{ id: '7', event: 'offer.made', data: '{"a":1}' }])
    expect(parser.feed('ta: 2\n\n')).toEqual([{ id: '8', event: 'message', data: '2' }])
  })
  it('remembers where to go on after a greeting without data, and how long to wait', () => {
    const parser = new SseParser()
    expect(parser.feed('id: 41\nretry: 1000\n: hello\n\n')).toEqual([])
    expect([parser.lastId, parser.retryMs]).toEqual(['41', 1000])
    expect(parser.feed(': still here\n\n')).toEqual([])
    expect(parser.lastId).toBe('41')
  })
})
