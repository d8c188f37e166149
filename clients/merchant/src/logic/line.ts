/** The line to the house: how long to wait before the next try, and when a silent line counts as dead. Milliseconds. */

/** The house speaks at least every 15 s, if only to say that it is there. */
export const SILENT_MS = 35_000
/** Between two ticks of a second so much time went by: the phone slept. */
export const SLEPT_MS = 12_000
/** A line that is down for less is nobody's worry. */
export const WORTH_TELLING_MS = 4_000

/** 1, 2, 4, 8, then every 10 seconds, each up to a quarter longer, so that a street of phones does not come back in one second. */
export function waitMs(failures: number, random: number): number {
  return Math.min(10_000, 1000 * 2 ** Math.max(0, failures - 1)) * (1 + random / 4)
}
