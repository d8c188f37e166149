/** `350 米` under a kilometre, else `1.2 公里`; empty when it is not known. */
export function distanceWords(metres: number | null | undefined): string {
  if (metres === null || metres === undefined) return ''
  return metres < 999.5 ? `${Math.round(metres)} 米` : `${(metres / 1000).toFixed(1)} 公里`
}
