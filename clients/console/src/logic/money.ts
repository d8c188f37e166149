/** `1,288.50`: fen to yuan as a ledger writes it, always with two decimals, so that columns line up. */
export function yuan(fen: number): string {
  const whole = Math.abs(Math.round(fen))
  const digits = String(Math.floor(whole / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '-' : ''}${digits}.${String(whole % 100).padStart(2, '0')}`
}

/** What an agent types as an amount, in fen; null when it is not an amount above 0 with at most two decimals. */
export function fenOf(typed: string): number | null {
  const match = /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(typed.trim())
  if (!match) return null
  const fen = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
  return fen > 0 ? fen : null
}
