/** Pieces of the map that several pages draw alike. */
import type { Shape } from '@/kit/MapCanvas.vue'
import { ringsOf, type Pair } from './map'

interface Feature {
  geometry?: { type: string; coordinates: unknown }
  properties?: { name?: string; centre?: Pair }
}

/** A city's districts as they lie under everything else. */
export const ground = (features: unknown[]): Shape[] =>
  (features as Feature[]).map(({ geometry, properties }) => ({ rings: ringsOf(geometry), fill: '#fbfcfd', line: '#cfd6e0', name: properties?.name, at: properties?.centre }))

export const pointsOf = (shapes: Shape[]): Pair[] => shapes.flatMap(({ rings }) => rings.flat())
