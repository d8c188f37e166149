/** The small arithmetic of a map on a screen: Web Mercator, pixels, a pan, a zoom. Longitudes and latitudes in degrees, any datum. */
export interface Spot {
  lng: number
  lat: number
}
export interface View extends Spot {
  zoom: number
}

const TILE_PX = 256
const EQUATOR_M = 40075016.686
export const [NEAREST, FARTHEST] = [18, 8]

const worldPx = (zoom: number) => TILE_PX * 2 ** zoom
const sinLat = (lat: number) => Math.sin((lat * Math.PI) / 180)

function world({ lng, lat }: Spot, zoom: number): [number, number] {
  const y = 0.5 - Math.log((1 + sinLat(lat)) / (1 - sinLat(lat))) / (4 * Math.PI)
  return [((lng + 180) / 360) * worldPx(zoom), y * worldPx(zoom)]
}

function unworld(x: number, y: number, zoom: number): Spot {
  const n = Math.PI * (1 - (2 * y) / worldPx(zoom))
  return { lng: (x / worldPx(zoom)) * 360 - 180, lat: (Math.atan(Math.sinh(n)) * 180) / Math.PI }
}

/** Where `spot` is, in pixels right and down from the middle of the screen. */
export function offsetPx(spot: Spot, view: View): [number, number] {
  const [x, y] = world(spot, view.zoom)
  const [cx, cy] = world(view, view.zoom)
  return [x - cx, y - cy]
}

/** The finger moved the map by so many pixels. */
export function panned(view: View, dx: number, dy: number): View {
  const [x, y] = world(view, view.zoom)
  return { ...unworld(x - dx, y - dy, view.zoom), zoom: view.zoom }
}

export const zoomed = (view: View, by: number): View => ({ ...view, zoom: Math.min(NEAREST, Math.max(FARTHEST, view.zoom + by)) })

export const metresPerPx = (view: View): number => (EQUATOR_M * Math.cos((view.lat * Math.PI) / 180)) / worldPx(view.zoom)

/** A scale of 1, 2 or 5 times a power of ten metres, as long as fits into `maxPx`. */
export function scaleBar(view: View, maxPx: number): { metres: number; px: number } {
  const most = metresPerPx(view) * maxPx
  const power = 10 ** Math.floor(Math.log10(most))
  const metres = [5, 2, 1].map((n) => n * power).find((m) => m <= most) ?? power
  return { metres, px: metres / metresPerPx(view) }
}

export interface Mark {
  name: string
  x: number
  y: number
}

/** Which names may be written beside their marks: in the order given, each where no earlier name and no other mark stands. Pixels. */
export function legible<M extends Mark>(marks: M[], letterPx: number, linePx: number): (M & { named: boolean })[] {
  const boxes: { left: number; right: number; y: number }[] = []
  return marks.map((mark) => {
    const box = { left: mark.x - linePx, right: mark.x + linePx + mark.name.length * letterPx, y: mark.y }
    const clear = (other: { x: number; y: number }) => other === mark || other.x + linePx / 2 < mark.x || other.x - linePx / 2 > box.right || Math.abs(other.y - mark.y) > linePx
    const named = boxes.every((other) => box.right < other.left || box.left > other.right || Math.abs(box.y - other.y) > linePx) && marks.every(clear)
    if (named) boxes.push(box)
    return { ...mark, named }
  })
}

/** Metres between two near spots; good to a per mille, which is what a sentence needs. */
export function metresBetween(a: Spot, b: Spot): number {
  const north = ((b.lat - a.lat) * Math.PI) / 180
  const east = (((b.lng - a.lng) * Math.PI) / 180) * Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180)
  return Math.hypot(north, east) * (EQUATOR_M / (2 * Math.PI))
}
