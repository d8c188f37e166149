/** A report's rows as charts: what is drawn, and against what. Rows are as the house gives them, fields by name. */
export type Row = Record<string, unknown>
export interface Column {
  field: string
  heading: string
  kind: string
}

const number = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** `93.2 %`, `1,288.00`, `12`: a cell as it is read. */
export function cell(kind: string, value: unknown, yuan: (fen: number) => string): string {
  if (value === null || value === undefined) return '—'
  if (kind === 'share') return `${(number(value) * 100).toFixed(1)} %`
  if (kind === 'fen') return yuan(number(value))
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : String(value)
}

const AXIS = { axisLine: { lineStyle: { color: '#d5dae1' } }, axisLabel: { color: '#667085' }, splitLine: { lineStyle: { color: '#eef0f3' } } }
const GRID = { left: 8, right: 12, top: 34, bottom: 4, containLabel: true }

/** Steps of the way of an order, as bars that get shorter. */
export const funnel = (rows: Row[]) => ({
  tooltip: { trigger: 'axis' }, grid: { ...GRID, top: 28 }, xAxis: { type: 'value', ...AXIS }, yAxis: { type: 'category', inverse: true, data: rows.map((row) => row.step_zh), ...AXIS },
  series: [{ name: '订单', type: 'bar', barMaxWidth: 22, data: rows.map((row) => number(row.orders)), label: { show: true, position: 'right', color: '#475467' } }]
})

/** Acceptance and lateness by the hour of the day, over all cities. */
export function byHour(rows: Row[]) {
  const hours = [...new Set(rows.map((row) => number(row.hour)))].sort((a, b) => a - b)
  const sum = (hour: number, field: string) => rows.filter((row) => row.hour === hour).reduce((all, row) => all + number(row[field]), 0)
  const share = (hour: number, part: string, of: string[]) => {
    const whole = of.reduce((all, field) => all + sum(hour, field), 0)
    return whole ? Math.round((sum(hour, part) / whole) * 1000) / 10 : null
  }
  return {
    tooltip: { trigger: 'axis' }, legend: { top: 0, left: 0 }, grid: GRID, xAxis: { type: 'category', data: hours.map((hour) => `${hour} 点`), ...AXIS },
    yAxis: [{ type: 'value', name: '次', ...AXIS }, { type: 'value', name: '%', max: 100, ...AXIS, splitLine: { show: false } }],
    series: [
      { name: '派单次数', type: 'bar', barMaxWidth: 26, itemStyle: { color: '#dbe4f7' }, data: hours.map((hour) => sum(hour, 'offers')) },
      { name: '接单率', type: 'line', yAxisIndex: 1, itemStyle: { color: '#2b7a4b' }, data: hours.map((hour) => share(hour, 'accepted', ['accepted', 'declined', 'expired'])) },
      { name: '晚到率', type: 'line', yAxisIndex: 1, itemStyle: { color: '#c8321f' }, data: hours.map((hour) => share(hour, 'late', ['promised'])) }
    ]
  }
}

/** The first `most` rows as bars of one or two fields. */
export const bars = (rows: Row[], name: string, fields: [field: string, heading: string, per: number][], most = 20) => {
  const shown = rows.slice(0, most)
  return {
    tooltip: { trigger: 'axis' }, legend: { top: 0, left: 0 }, grid: GRID, xAxis: { type: 'category', data: shown.map((row) => row[name]), ...AXIS, axisLabel: { color: '#667085', rotate: shown.length > 8 ? 30 : 0, width: 90, overflow: 'truncate' } }, yAxis: { type: 'value', ...AXIS },
    series: fields.map(([field, heading, per]) => ({ name: heading, type: 'bar', barMaxWidth: 24, data: shown.map((row) => Math.round(number(row[field]) / per * 10) / 10) }))
  }
}
