/** The arithmetic of a map on a screen: Web Mercator, pixels, pan, zoom, clusters. Degrees of longitude and latitude, any datum. */
export type Pair = [lng: number, lat: number]
export interface View {
  lng: number
  lat: number
  zoom: number
}
export interface Size {
  width: number
  height: number
}

const TILE_PX = 256
const EQUATOR_M = 40_075_016.686
export const [NEAREST, FARTHEST] = [18, 3]

const worldPx = (zoom: number): number => TILE_PX * 2 ** zoom

function world([lng, lat]: Pair, zoom: number): [number, number] {
  const sin = Math.sin((lat * Math.PI) / 180)
  return [((lng + 180) / 360) * worldPx(zoom), (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * worldPx(zoom)]
}

function unworld(x: number, y: number, zoom: number): Pair {
  return [(x / worldPx(zoom)) * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / worldPx(zoom)))) * 180) / Math.PI]
}

/** Where a point is on the screen, in pixels from its upper left corner. */
export function onScreen(point: Pair, view: View, size: Size): [number, number] {
  const [x, y] = world(point, view.zoom)
  const [cx, cy] = world([view.lng, view.lat], view.zoom)
  return [x - cx + size.width / 2, y - cy + size.height / 2]
}

/** Which point a pixel of the screen shows. */
export function atPixel(x: number, y: number, view: View, size: Size): Pair {
  const [cx, cy] = world([view.lng, view.lat], view.zoom)
  return unworld(cx + x - size.width / 2, cy + y - size.height / 2, view.zoom)
}

export function panned(view: View, dx: number, dy: number): View {
  const [x, y] = world([view.lng, view.lat], view.zoom)
  const [lng, lat] = unworld(x - dx, y - dy, view.zoom)
  return { lng, lat, zoom: view.zoom }
}

/** Nearer or farther, with what is under the pixel staying there. */
export function zoomedAt(view: View, by: number, x: number, y: number, size: Size): View {
  const zoom = Math.min(NEAREST, Math.max(FARTHEST, view.zoom + by))
  const under = atPixel(x, y, view, size)
  const [nx, ny] = onScreen(under, { ...view, zoom }, size)
  return panned({ ...view, zoom }, x - nx, y - ny)
}

/** A view in which all points are seen, with some air around. */
export function fitting(points: Pair[], size: Size): View {
  const [lngs, lats] = [points.map(([lng]) => lng), points.map(([, lat]) => lat)]
  const [west, east, south, north] = [Math.min(...lngs), Math.max(...lngs), Math.min(...lats), Math.max(...lats)]
  const [left, top] = world([west, north], 0)
  const [right, bottom] = world([east, south], 0)
  const zoom = Math.log2(Math.min((size.width * 0.88) / Math.max(right - left, 1e-6), (size.height * 0.88) / Math.max(bottom - top, 1e-6)))
  const [lng, lat] = unworld((left + right) / 2, (top + bottom) / 2, 0)
  return { lng, lat, zoom: Math.min(15, Math.max(FARTHEST, zoom)) }
}

export interface Tile {
  url: string
  left: number
  top: number
  px: number
}

/** The pictures that lie under a view, and where on the screen; `url` with {z} {x} {y}, numbered from the north-west (the usual XYZ). */
export function tilesUnder(url: string, view: View, size: Size): Tile[] {
  const z = Math.min(NEAREST, Math.max(FARTHEST, Math.round(view.zoom)))
  const [count, px] = [2 ** z, TILE_PX * 2 ** (view.zoom - z)]
  const [cx, cy] = world([view.lng, view.lat], view.zoom)
  const [west, north] = [cx - size.width / 2, cy - size.height / 2]
  const tiles: Tile[] = []
  for (let y = Math.max(0, Math.floor(north / px)); y * px < north + size.height && y < count; y++) {
    for (let x = Math.max(0, Math.floor(west / px)); x * px < west + size.width && x < count; x++) {
      const named = url.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y))
      tiles.push({ url: named, left: x * px - west, top: y * px - north, px })
    }
  }
  return tiles
}

export const metresPerPx = (view: View): number => (EQUATOR_M * Math.cos((view.lat * Math.PI) / 180)) / worldPx(view.zoom)

/** A scale of 1, 2 or 5 times a power of ten metres, as long as fits into `maxPx`. */
export function scaleBar(view: View, maxPx: number): { metres: number; px: number } {
  const most = metresPerPx(view) * maxPx
  const power = 10 ** Math.floor(Math.log10(most))
  const metres = [5, 2, 1].map((n) => n * power).find((m) => m <= most) ?? power
  return { metres, px: metres / metresPerPx(view) }
}

export interface Dot {
  id: string
  at: Pair
  /** Which colour; the higher of a cluster wins. */
  rank: number
  name?: string
}
export interface Cluster {
  x: number
  y: number
  rank: number
  dots: Dot[]
}

/** Dots that would lie upon each other as one, on a grid of `cellPx`; those off the screen are left out. */
export function clustered(dots: Dot[], view: View, size: Size, cellPx: number): Cluster[] {
  const cells = new Map<string, Cluster>()
  for (const dot of dots) {
    const [x, y] = onScreen(dot.at, view, size)
    if (x < -cellPx || y < -cellPx || x > size.width + cellPx || y > size.height + cellPx) continue
    // The grid lies on the world, not on the screen: a pan changes no cluster.
    const [wx, wy] = world(dot.at, view.zoom)
    const key = `${Math.floor(wx / cellPx)}:${Math.floor(wy / cellPx)}`
    const cell = cells.get(key)
    if (!cell) cells.set(key, { x, y, rank: dot.rank, dots: [dot] })
    else {
      const n = cell.dots.length
      Object.assign(cell, { x: (cell.x * n + x) / (n + 1), y: (cell.y * n + y) / (n + 1), rank: Math.max(cell.rank, dot.rank) })
      cell.dots.push(dot)
    }
  }
  return [...cells.values()]
}

/** A circle of `radiusM` metres around a point, as a ring: right to a few per mille, which is what a picture needs. */
export function circle([lng, lat]: Pair, radiusM: number, corners = 64): Pair[] {
  const north = (radiusM / EQUATOR_M) * 360
  const east = north / Math.cos((lat * Math.PI) / 180)
  return Array.from({ length: corners }, (_, n) => {
    const turn = (n / corners) * 2 * Math.PI
    return [lng + east * Math.cos(turn), lat + north * Math.sin(turn)] as Pair
  })
}

interface Geometry {
  type: string
  coordinates: unknown
}

/** The rings of a GeoJSON polygon or multipolygon; nothing of any other geometry. */
export function ringsOf(geometry: Geometry | null | undefined): Pair[][] {
  if (geometry?.type === 'Polygon') return geometry.coordinates as Pair[][]
  return geometry?.type === 'MultiPolygon' ? (geometry.coordinates as Pair[][][]).flat() : []
}

/** Whether a ring's sides cross each other: such an area has no inside that everybody agrees on. */
export function crosses(ring: Pair[]): boolean {
  const sides = ring.map((from, n) => [from, ring[(n + 1) % ring.length]] as const)
  return sides.some(([a, b], n) => sides.some(([c, d], m) => m > n + 1 && !(n === 0 && m === sides.length - 1) && cross(a, b, c, d)))
}

function cross(a: Pair, b: Pair, c: Pair, d: Pair): boolean {
  const turn = (p: Pair, q: Pair, r: Pair) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))
  return turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b)
}
