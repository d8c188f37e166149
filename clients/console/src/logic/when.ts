/** Times as the house writes them: RFC 3339 in Asia/Shanghai. They are read off the text, so that a desk in another zone sees the same. */

const DAY_S = 86_400
const SHANGHAI_MS = 8 * 3_600_000

/** `14:05` */
export const hm = (at: string): string => at.slice(11, 16)
/** `14:05:09` */
export const hms = (at: string): string => at.slice(11, 19)
/** `11-26 14:05` */
export const dayHm = (at: string): string => `${at.slice(5, 10)} ${at.slice(11, 16)}`
/** `2026-11-26 14:05` */
export const full = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)}`
/** Today only the time, else with the day. `now` in milliseconds. */
export const near = (at: string, now: number): string => (at.slice(0, 10) === dateOf(now) ? hm(at) : dayHm(at))

/** The date in Shanghai of an instant in milliseconds: `2026-11-26`. */
export const dateOf = (ms: number): string => new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10)

/** The date `days` before that of `ms`. */
export const daysBefore = (ms: number, days: number): string => dateOf(ms - days * DAY_S * 1000)

/** `3 分 20 秒`, `1 时 05 分`, `2 天 3 时`: so long, in two units. Seconds, not negative. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 60) return `${whole} 秒`
  if (whole < 600) return `${Math.floor(whole / 60)} 分 ${String(whole % 60).padStart(2, '0')} 秒`
  if (whole < 3600) return `${Math.floor(whole / 60)} 分`
  if (whole < DAY_S) return `${Math.floor(whole / 3600)} 时 ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} 分`
  return `${Math.floor(whole / DAY_S)} 天 ${Math.floor((whole % DAY_S) / 3600)} 时`
}

/** `剩 12 分` or `超 3 分 20 秒`. Seconds, negative when it is over. */
export const left = (seconds: number): string => (seconds >= 0 ? `剩 ${span(seconds)}` : `超 ${span(-seconds)}`)

/** `1.2 公里`, `320 米`. */
export const distance = (metres: number): string => (metres < 1000 ? `${Math.round(metres)} 米` : `${(metres / 1000).toFixed(metres < 10_000 ? 1 : 0)} 公里`)

/** `93.2 %`, or a dash when there is nothing to divide. A share from 0 to 1. */
export const percent = (share: number | null | undefined): string => (share === null || share === undefined ? '—' : `${(share * 100).toFixed(1)} %`)
