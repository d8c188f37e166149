/** `288` or `288.50`, without the sign: fen to yuan as a price tag writes it. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '-' : ''
  const whole = Math.abs(Math.round(fen))
  const rest = whole % 100
  return `${sign}${Math.floor(whole / 100)}${rest ? `.${String(rest).padStart(2, '0')}` : ''}`
}

/** What she types as an amount, in fen; null when it is not an amount above 0 with at most two decimals. */
export function fenOf(typed: string): number | null {
  const match = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(typed.trim())
  if (!match) return null
  const fen = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
  return fen > 0 ? fen : null
}
