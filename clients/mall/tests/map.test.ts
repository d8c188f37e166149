import { describe, expect, it } from 'vitest'
import { FARTHEST, legible, metresBetween, metresPerPx, NEAREST, offsetPx, panned, scaleBar, zoomed, type View } from '@/logic/map'

const view: View = { lng: 121.5, lat: 31.2, zoom: 15 }

describe('the map', () => {
  it('has the middle in the middle, east to the right, north up', () => {
    expect(offsetPx(view, view)).toEqual([0, 0])
    expect(offsetPx({ lng: 121.51, lat: 31.2 }, view)[0]).toBeGreaterThan(0)
    expect(offsetPx({ lng: 121.5, lat: 31.21 }, view)[1]).toBeLessThan(0)
  })
  it('comes back when it is moved there and back', () => {
    const back = panned(panned(view, 130, -77), -130, 77)
    expect(back.lng).toBeCloseTo(view.lng, 9)
    expect(back.lat).toBeCloseTo(view.lat, 9)
  })
  it('follows the finger: what was under it stays under it', () => {
    const home = { lng: 121.503, lat: 31.198 }
    const [x, y] = offsetPx(home, view)
    const [nx, ny] = offsetPx(home, panned(view, 40, 25))
    expect([nx - x, ny - y].map(Math.round)).toEqual([40, 25])
  })
  it('stops zooming where it makes no sense', () => {
    expect(zoomed(view, 99).zoom).toBe(NEAREST)
    expect(zoomed(view, -99).zoom).toBe(FARTHEST)
  })
  it('measures like the ground', () => {
    // A thousandth of a degree of longitude at 31.2 N: 95.2 m on the sphere of Web Mercator.
    const [px] = offsetPx({ lng: 121.501, lat: 31.2 }, view)
    expect(px * metresPerPx(view)).toBeCloseTo(95.2, 0)
    expect(metresBetween({ lng: 121.5, lat: 31.2 }, { lng: 121.501, lat: 31.2 })).toBeCloseTo(95.2, 0)
  })
  it.each([8, 11, 14, 18])('has a round scale at zoom %i', (zoom) => {
    const { metres, px } = scaleBar({ ...view, zoom }, 100)
    expect([1, 2, 5]).toContain(Number(String(metres)[0]))
    expect(px).toBeGreaterThan(30)
    expect(px).toBeLessThanOrEqual(100)
  })
})

describe('names on the map', () => {
  it('are not written over each other or over a mark', () => {
    const marks = [{ name: '浦东一店', x: 100, y: 100 }, { name: '浦东二店', x: 130, y: 110 }, { name: '浦东三店', x: 100, y: 200 }]
    expect(legible(marks, 13, 26).map((each) => each.named)).toEqual([false, true, true])
  })
})
