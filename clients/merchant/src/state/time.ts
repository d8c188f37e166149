/** The house's clock. A phone's own may be wrong by hours: only what has passed on it since the house's last answer is used. */
import { ref } from 'vue'
import { recall, remember } from '@/state/storage'

const WORTH_KEEPING_MS = 2000
// What was last known counts until the house speaks: a till may be opened without a line.
let offsetMs = recall<number>('clock') ?? 0
/** Changes every second while something counts down. Milliseconds of the house. */
export const houseNow = ref(Date.now() + offsetMs)

export function heard(now: string): void {
  const found = Date.parse(now) - Date.now()
  if (Math.abs(found - offsetMs) > WORTH_KEEPING_MS) remember('clock', found)
  offsetMs = found
  tick()
}

export function tick(): void {
  houseNow.value = Date.now() + offsetMs
}

export const secondsUntil = (at: string): number => Math.max(0, (Date.parse(at) - houseNow.value) / 1000)
/** An instant of this phone's clock on the house's. */
export const onHouse = (phoneMs: number): string => new Date(phoneMs + offsetMs).toISOString()
export const houseTime = (): string => onHouse(Date.now())
