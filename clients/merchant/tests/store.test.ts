import { describe, expect, it } from 'vitest'
import { draw } from '@/logic/area'
import { dayOf, firstOfMonth, month, shiftDay } from '@/logic/days'
import { faultOf, sittingsOf, spell, spellWeek, weekOf } from '@/logic/hours'
import { amap, tencent } from '@/logic/navigate'

const WEEK = ['09:00-12:00,13:30-21:00', '09:00-12:00,13:30-21:00', '09:00-21:00', '', '09:00-21:00', '10:00-20:00', '10:00-20:00']

describe('hours', () => {
  it('are written as the house writes them', () => {
    expect(spellWeek(weekOf(WEEK))).toBe('Mo-Tu 09:00-12:00,13:30-21:00; We 09:00-21:00; Fr 09:00-21:00; Sa-Su 10:00-20:00')
  })
  it('come back as they went', () => expect(WEEK.map((day) => spell(sittingsOf(day)))).toEqual(WEEK))
  it('of a closed week are nothing', () => expect(spellWeek(weekOf(['', '', '', '', '', '', '']))).toBe(''))
  it('say what is wrong', () => {
    expect(faultOf(sittingsOf('09:00-08:00'))).toBe('打烊时间要晚于开门时间')
    expect(faultOf(sittingsOf('09:00-13:00,12:00-20:00'))).toBe('两段时间不能重叠')
    expect(faultOf(sittingsOf('09:00-12:00,12:30-20:00'))).toBe('')
    expect(faultOf([])).toBe('')
  })
})

describe('an area', () => {
  const square = { type: 'Polygon', coordinates: [[[121.5, 31.2], [121.52, 31.2], [121.52, 31.22], [121.5, 31.22], [121.5, 31.2]]] }
  it('is drawn inside its frame, north up, the store where it is', () => {
    const made = draw({ geometry: square }, { lng: 121.51, lat: 31.21 }, 340)!
    const numbers = made.path.match(/-?[\d.]+/g)!.map(Number)
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers)).toBeLessThanOrEqual(340)
    expect(made.store).toEqual([170, 170])
    const [, firstY, , , , thirdY] = numbers
    expect(firstY).toBeGreaterThan(thirdY) // the first corner is the southern one
  })
  it('has a scale that is right', () => {
    const made = draw({ geometry: square }, { lng: 121.51, lat: 31.21 }, 340)!
    const highM = (0.02 * Math.PI * 6378137) / 180
    expect(made.px / made.metres).toBeCloseTo((340 * 0.86) / highM, 2)
  })
  it('without a shape is not drawn', () => expect(draw({ geometry: null }, { lng: 121, lat: 31 }, 340)).toBeNull())
  it('may lie in several parts', () => {
    const parts = { type: 'MultiPolygon', coordinates: [square.coordinates, square.coordinates] }
    expect(draw({ geometry: parts }, { lng: 121.51, lat: 31.21 }, 340)!.path.match(/M/g)).toHaveLength(2)
  })
})

describe('days in Shanghai', () => {
  it('turn at its midnight', () => expect([dayOf(Date.parse('2026-11-25T15:59:59Z')), dayOf(Date.parse('2026-11-25T16:00:00Z'))]).toEqual(['2026-11-25', '2026-11-26']))
  it('make months', () => {
    expect(month('2026-11-26', 0)).toEqual({ from: '2026-11-01', to: '2026-11-26', name: '2026年11月' })
    expect(month('2026-01-31', -1)).toEqual({ from: '2025-12-01', to: '2025-12-31', name: '2025年12月' })
    expect(month('2028-03-10', -1).to).toBe('2028-02-29')
  })
  it('are counted', () => expect([firstOfMonth('2026-11-26'), shiftDay('2026-03-01', -1)]).toEqual(['2026-11-01', '2026-02-28']))
})

describe('the way', () => {
  const place = { lng: 121.5, lat: 31.2, name: '收货地址' }
  it('is in GCJ-02, longitude first for AMap and latitude first for Tencent', () => {
    expect(decodeURIComponent(amap(place))).toContain('to=121.5,31.2,收货地址')
    expect(amap(place)).toContain('coordinate=gaode')
    expect(decodeURIComponent(tencent(place))).toContain('tocoord=31.2,121.5')
  })
})
