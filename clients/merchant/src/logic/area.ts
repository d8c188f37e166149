/** The delivery area as a small drawing: rings of GeoJSON to an SVG path in a square, north up, the store and a scale in it. */
import { metresBetween } from '@/logic/map'

type Ring = number[][]
export interface Drawing {
  path: string
  store: [number, number]
  /** A bar of `metres` that is `px` long. */
  metres: number
  px: number
}

function ringsOf(geometry: { type: string; coordinates: unknown } | null | undefined): Ring[] {
  if (geometry?.type === 'Polygon') return geometry.coordinates as Ring[]
  if (geometry?.type === 'MultiPolygon') return (geometry.coordinates as Ring[][]).flat()
  return []
}

interface Feature {
  geometry?: { type: string; coordinates: unknown } | null
}

export function draw(area: Feature, at: { lng: number; lat: number }, sizePx: number): Drawing | null {
  const rings = ringsOf(area.geometry)
  if (!rings.length) return null
  const all = [...rings.flat(), [at.lng, at.lat]]
  const [west, east] = [Math.min(...all.map(([x]) => x)), Math.max(...all.map(([x]) => x))]
  const [south, north] = [Math.min(...all.map(([, y]) => y)), Math.max(...all.map(([, y]) => y))]
  const [middleLng, middleLat] = [(west + east) / 2, (south + north) / 2]
  const wide = metresBetween({ lng: west, lat: middleLat }, { lng: east, lat: middleLat })
  const high = metresBetween({ lng: middleLng, lat: south }, { lng: middleLng, lat: north })
  const pxPerM = (sizePx * 0.86) / Math.max(wide, high, 1)
  const spot = ([lng, lat]: number[]): [number, number] => [
    round(sizePx / 2 + Math.sign(lng - middleLng) * metresBetween({ lng: middleLng, lat: middleLat }, { lng, lat: middleLat }) * pxPerM),
    round(sizePx / 2 - Math.sign(lat - middleLat) * metresBetween({ lng: middleLng, lat: middleLat }, { lng: middleLng, lat }) * pxPerM)
  ]
  const path = rings.map((ring) => `M${ring.map((point) => spot(point).join(' ')).join('L')}Z`).join('')
  const metres = niceLength((sizePx * 0.3) / pxPerM)
  return { path, store: spot([at.lng, at.lat]), metres, px: round(metres * pxPerM) }
}

const round = (n: number): number => Math.round(n * 10) / 10

/** 1, 2 or 5 times a power of ten, not longer than `most`. */
function niceLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most))
  return [5, 2, 1].map((n) => n * power).find((metres) => metres <= most) ?? power
}
