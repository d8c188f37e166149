/** Days in Shanghai as the house takes them (`2026-11-26`). */
const SHANGHAI_MS = 8 * 3600 * 1000
const DAY_MS = 86_400_000

export const dayOf = (ms: number): string => new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10)
export const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`
export const shiftDay = (day: string, by: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10)

/** The month `by` months from that of `day`, from its first to its last day, but not beyond `day` itself. */
export function month(day: string, by: number): { from: string; to: string; name: string } {
  const [year, index] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + by]
  const from = new Date(Date.UTC(year, index, 1)).toISOString().slice(0, 10)
  const last = new Date(Date.UTC(year, index + 1, 0)).toISOString().slice(0, 10)
  return { from, to: last > day ? day : last, name: `${Number(from.slice(0, 4))}年${Number(from.slice(5, 7))}月` }
}
