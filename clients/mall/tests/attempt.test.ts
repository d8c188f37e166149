import { describe, expect, it } from 'vitest'
import { ApiProblem, NoAnswer } from '@/api/http'
import { Attempts, randomKey, type Memory } from '@/logic/attempt'

interface Sent {
  body: string
  key: string
}

function world(answers: (string | Error)[]) {
  const kept = new Map<string, unknown>()
  const memory: Memory = {
    recall: <T>(name: string) => (kept.has(name) ? (structuredClone(kept.get(name)) as T) : null),
    remember: (name, value) => void kept.set(name, structuredClone(value)),
    forget: (name) => void kept.delete(name)
  }
  const sent: Sent[] = []
  let number = 0
  const send = async (body: string, key: string): Promise<string> => {
    sent.push({ body, key })
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer ?? 'nothing more to answer'
  }
  /** The app as it is started: a new object over the same storage. */
  const start = () => new Attempts<string, string>('order', memory, send, () => `key-${++number}`, () => 1000)
  return { start, sent, kept }
}

describe('placing once', () => {
  it('sends a double tap once and gives both the answer', async () => {
    const { start, sent } = world(['A'])
    const attempts = start()
    expect(await Promise.all([attempts.submit('two tins'), attempts.submit('two tins')])).toEqual(['A', 'A'])
    expect(sent).toEqual([{ body: 'two tins', key: 'key-1' }])
  })

  it('takes a new key when the last one was answered', async () => {
    const { start, sent } = world(['A', 'B'])
    const attempts = start()
    await attempts.submit('two tins')
    await attempts.submit('two tins')
    expect(sent.map((each) => each.key)).toEqual(['key-1', 'key-2'])
  })

  it('repeats a lost answer with the same key, even if she has changed the cart', async () => {
    const { start, sent } = world([new NoAnswer(), 'A'])
    const attempts = start()
    await expect(attempts.submit('two tins')).rejects.toBeInstanceOf(NoAnswer)
    expect(attempts.pending()).toEqual({ key: 'key-1', body: 'two tins', at: 1000 })
    expect(await attempts.submit('three tins')).toBe('A')
    expect(sent).toEqual([{ body: 'two tins', key: 'key-1' }, { body: 'two tins', key: 'key-1' }])
    expect(attempts.pending()).toBeNull()
  })

  it('survives the app being killed', async () => {
    const { start, sent } = world([new NoAnswer(), 'A'])
    await start().submit('two tins').catch(() => undefined)
    expect(await start().settle()).toBe('A')
    expect(new Set(sent.map((each) => each.key)).size).toBe(1)
  })

  it('is remembered before it is sent', () => {
    const { start, kept } = world(['A'])
    void start().submit('two tins')
    expect(kept.get('order')).toMatchObject({ key: 'key-1' })
  })

  it.each([500, 502, 503])('does not take %i for an answer', async (status) => {
    const { start } = world([new ApiProblem(status, 'x', 'x')])
    const attempts = start()
    await attempts.submit('two tins').catch(() => undefined)
    expect(attempts.pending()).not.toBeNull()
  })

  it.each([409, 422])('forgets it after %i, which is an answer', async (status) => {
    const { start } = world([new ApiProblem(status, 'x', 'x')])
    const attempts = start()
    await attempts.submit('two tins').catch(() => undefined)
    expect(attempts.pending()).toBeNull()
  })

  it('keeps it while she has to log in again', async () => {
    const { start, sent } = world([new ApiProblem(401, 'unauthenticated', 'x'), 'A'])
    const attempts = start()
    await attempts.submit('two tins').catch(() => undefined)
    expect(await attempts.settle()).toBe('A')
    expect(sent[0].key).toBe(sent[1].key)
  })

  it('has nothing to settle when nothing is pending', async () => {
    await expect(world([]).start().settle()).rejects.toThrow('nothing is pending')
  })

  it('makes keys as the house takes them', () => {
    const keys = Array.from({ length: 500 }, randomKey)
    expect(keys.every((key) => /^[A-Za-z0-9_.-]{8,80}$/.test(key))).toBe(true)
    expect(new Set(keys).size).toBe(500)
  })
})
