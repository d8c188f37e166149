/** Instants of the house (RFC 3339 with offset) in words, always in Shanghai, whatever the phone's own zone. */
const SHANGHAI_MS = 8 * 3600 * 1000

interface Local {
  day: number
  month: number
  date: number
  clock: string
}

function local(at: string): Local {
  const shifted = new Date(Date.parse(at) + SHANGHAI_MS)
  const two = (n: number) => String(n).padStart(2, '0')
  return {
    day: Math.floor(shifted.getTime() / 86400000),
    month: shifted.getUTCMonth() + 1,
    date: shifted.getUTCDate(),
    clock: `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}`
  }
}

export const clockOf = (at: string): string => local(at).clock

/** `14:20` today, `昨天 14:20`, `11月3日 14:20`. */
export function dayTime(at: string, now: string): string {
  const [then, today] = [local(at), local(now)]
  const ahead = then.day - today.day
  const name = ({ '-1': '昨天 ', 0: '', 1: '明天 ' } as Record<number, string>)[ahead] ?? `${then.month}月${then.date}日 `
  return name + then.clock
}

export function dateOf(at: string): string {
  const { month, date } = local(at)
  return `${new Date(Date.parse(at) + SHANGHAI_MS).getUTCFullYear()}年${month}月${date}日`
}

/** `42 分钟`, `1 小时 5 分钟`, under a minute `38 秒`. */
export function spanWords(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.ceil(seconds))} 秒`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `${minutes} 分钟`
  const hours = Math.floor(minutes / 60)
  return minutes % 60 ? `${hours} 小时 ${minutes % 60} 分钟` : `${hours} 小时`
}

/** The house's time while a screen is open: its `now` of an answer plus what has passed here since. Milliseconds. */
export class HouseClock {
  private readonly offset: number
  constructor(now: string, hereMs: number) {
    this.offset = Date.parse(now) - hereMs
  }
  secondsUntil(at: string, hereMs: number): number {
    return Math.max(0, Math.ceil((Date.parse(at) - hereMs - this.offset) / 1000))
  }
}
