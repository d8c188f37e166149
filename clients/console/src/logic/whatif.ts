/** Two policies in numbers, side by side: what differs, and whether that is good for the mothers. */
export interface Side {
  orders: number
  kept_share: number | null
  needs_person: number
  refused: number
  expired: number
  minutes_p50: number | null
  minutes_p90: number | null
  distance_p50_m: number | null
  distance_p90_m: number | null
  revenue_fen: number
}
export interface Line {
  name: string
  unit: 'share' | 'fen' | 'm' | 'minutes' | 'times'
  live: number | null
  draft: number | null
  diff: number | null
  /** Null: nobody can say. */
  better: boolean | null
}

const LINES: [keyof Side, string, Line['unit'], 1 | -1][] = [
  ['minutes_p50', '下单到接单（中位）', 'minutes', -1], ['minutes_p90', '下单到接单（九成以内）', 'minutes', -1], ['kept_share', '老客留在老店', 'share', 1], ['needs_person', '需要人工的订单', 'times', -1],
  ['refused', '门店拒单', 'times', -1], ['expired', '门店超时', 'times', -1], ['distance_p50_m', '配送距离（中位）', 'm', -1], ['distance_p90_m', '配送距离（九成以内）', 'm', -1], ['revenue_fen', '门店收入合计', 'fen', 1]
]

export const compared = (live: Side, draft: Side): Line[] =>
  LINES.map(([key, name, unit, wish]) => {
    const [a, b] = [live[key], draft[key]]
    const diff = a === null || b === null ? null : b - a
    return { name, unit, live: a, draft: b, diff, better: !diff ? null : Math.sign(diff) === wish }
  })
