import { describe, expect, it } from 'vitest'
import { standing } from '@/logic/terms'

const yes = (id: number, purpose: string, withdrawn_at: string | null = null) => ({ id, purpose, withdrawn_at })

describe('what she agreed to', () => {
  it('is told once for each purpose, in the latest words, and for each baby', () => {
    const all = [yes(6, 'service'), yes(5, 'baby'), yes(4, 'baby'), yes(3, 'marketing', '2026-11-01T10:00:00.000+08:00'), yes(2, 'marketing'), yes(1, 'service')]
    expect(standing(all).map((each) => each.id)).toEqual([6, 5, 4, 3])
  })
  it('is nothing when she agreed to nothing', () => expect(standing([])).toEqual([]))
})
