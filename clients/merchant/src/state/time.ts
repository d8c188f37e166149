/** The house's clock. A phone's own may be wrong by hours: only what has passed on it since the house's last answer is used. */
import { ref } from 'vue'

let offsetMs = 0
/** Changes every second while something counts down. Milliseconds of the house. */
export const houseNow = ref(Date.now())

export function heard(now: string): void {
  offsetMs = Date.parse(now) - Date.now()
  tick()
}

export function tick(): void {
  houseNow.value = Date.now() + offsetMs
}

export const secondsUntil = (at: string): number => Math.max(0, (Date.parse(at) - houseNow.value) / 1000)
export const houseTime = (): string => new Date(Date.now() + offsetMs).toISOString()
