import { describe, expect, it } from 'vitest'
import { atPixel, circle, clustered, crosses, fitting, metresPerPx, onScreen, panned, ringsOf, scaleBar, tilesUnder, zoomedAt, type Pair, type View } from '@/logic/map'

const SIZE = { width: 800, height: 600 }
const VIEW: View = { lng: 121.5, lat: 31.2, zoom: 12 }
const close = (a: Pair, b: Pair) => expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeLessThan(1e-9)

describe('a map', () => {
  it('finds a pixel for a point and the point for the pixel', () => {
    expect(onScreen([121.5, 31.2], VIEW, SIZE)).toEqual([400, 300])
    close(atPixel(...onScreen([121.47, 31.23], VIEW, SIZE), VIEW, SIZE), [121.47, 31.23])
  })
  it('moves what lies under the hand with the hand', () => {
    const under = atPixel(100, 100, VIEW, SIZE)
    close(atPixel(130, 90, panned(VIEW, 30, -10), SIZE), under)
  })
  it('keeps what lies under the cursor when it comes nearer, and stops at both ends', () => {
    const under = atPixel(700, 20, VIEW, SIZE)
    close(atPixel(700, 20, zoomedAt(VIEW, 1.5, 700, 20, SIZE), SIZE), under)
    expect(zoomedAt(VIEW, 99, 0, 0, SIZE).zoom).toBe(18)
  })
  it('shows all points that it should', () => {
    const points: Pair[] = [[121.2, 31], [121.9, 31.4], [121.5, 31.6]]
    const view = fitting(points, SIZE)
    for (const point of points) {
      const [x, y] = onScreen(point, view, SIZE)
      expect(x >= 0 && x <= SIZE.width && y >= 0 && y <= SIZE.height).toBe(true)
    }
  })
  it('draws a radius as long as it is: 5 km are 5 km to a per cent', () => {
    const [east] = circle([121.5, 31.2], 5000)
    const px = Math.hypot(onScreen(east, VIEW, SIZE)[0] - 400, onScreen(east, VIEW, SIZE)[1] - 300)
    expect(Math.abs(px * metresPerPx(VIEW) - 5000)).toBeLessThan(50)
    expect(scaleBar(VIEW, 110).px).toBeLessThanOrEqual(110)
  })
})

describe('tiles', () => {
  it('lie where the map says, without a gap, over the whole screen', () => {
    const tiles = tilesUnder('https://t/{z}/{x}/{y}', { lng: 121.5, lat: 31.2, zoom: 10.4 }, SIZE)
    expect(tiles[0].url).toBe('https://t/10/856/417')
    expect(Math.min(...tiles.map(({ left }) => left))).toBeLessThanOrEqual(0)
    expect(Math.max(...tiles.map(({ left, px }) => left + px))).toBeGreaterThanOrEqual(SIZE.width)
    expect(Math.max(...tiles.map(({ top, px }) => top + px))).toBeGreaterThanOrEqual(SIZE.height)
    expect(tiles[1].left - tiles[0].left).toBeCloseTo(tiles[0].px)
  })
})

describe('dots', () => {
  const dot = (id: string, lng: number, rank = 0) => ({ id, at: [lng, 31.2] as Pair, rank })
  it('that lie upon each other are one, as pressing as the most pressing of them', () => {
    const [one, ...more] = clustered([dot('a', 121.5), dot('b', 121.5001, 4), dot('c', 121.5002, 2)], VIEW, SIZE, 40)
    expect([one.dots.length, one.rank, more.length]).toEqual([3, 4, 0])
  })
  it('off the screen are left out, and a pan changes no cluster', () => {
    const dots = Array.from({ length: 50 }, (_, n) => dot(String(n), 121.45 + n * 0.002))
    const parts = (view: View) => clustered(dots, view, { width: 4000, height: 600 }, 34).map(({ dots: each }) => each.map(({ id }) => id).join()).sort()
    expect(parts(panned(VIEW, 13, 7))).toEqual(parts(VIEW))
    expect(clustered([dot('far', 100)], VIEW, SIZE, 34)).toEqual([])
  })
})

describe('an area', () => {
  it('is told by its rings', () => {
    const ring: Pair[] = [[0, 0], [1, 0], [1, 1]]
    expect(ringsOf({ type: 'Polygon', coordinates: [ring] })).toEqual([ring])
    expect(ringsOf({ type: 'MultiPolygon', coordinates: [[ring], [ring]] })).toHaveLength(2)
    expect(ringsOf(null)).toEqual([])
  })
  it('is no area when its sides cross', () => {
    expect(crosses([[0, 0], [1, 1], [1, 0], [0, 1]])).toBe(true)
    expect(crosses([[0, 0], [1, 0], [1, 1], [0, 1]])).toBe(false)
    expect(crosses([[0, 0], [2, 0], [1, 1]])).toBe(false)
  })
})
