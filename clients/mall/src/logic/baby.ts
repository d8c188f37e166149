/** From a birth month to what fits. Ages are whole months; before birth they are negative. */

/** Milk by age as China's standards cut it (GB 10765, 10766, 10767): 0-6, 6-12, 12-36 months, then children's milk. */
export const STAGES = [
  { stage: '1', name: '1 段', ages: '0-6 个月', from: 0 },
  { stage: '2', name: '2 段', ages: '6-12 个月', from: 6 },
  { stage: '3', name: '3 段', ages: '1-3 岁', from: 12 },
  { stage: '4', name: '4 段', ages: '3 岁以上', from: 36 }
]

export function monthAge(birthMonth: string, today: Date): number | null {
  const match = /^(\d{4})-(\d{2})$/.exec(birthMonth)
  return match ? (today.getFullYear() - Number(match[1])) * 12 + today.getMonth() + 1 - Number(match[2]) : null
}

export function ageWords(months: number): string {
  if (months < 0) return `还有 ${-months} 个月出生`
  if (months === 0) return '未满月'
  if (months < 24) return `${months} 个月`
  return months % 12 ? `${Math.floor(months / 12)} 岁 ${months % 12} 个月` : `${months / 12} 岁`
}

/** The milk stage of an age. An unborn baby's first tin is stage 1. */
export function milkStage(months: number): string {
  return [...STAGES].reverse().find(({ from }) => months >= from)?.stage ?? STAGES[0].stage
}

/** The line under a product's name: `适合 6-12 个月` for milk, `6 个月起` for `6m+`, `L 码` for a size; empty without a stage. */
export function stageWords(category: string, stage: string | null): string {
  if (!stage) return ''
  const milk = category === '奶粉' ? STAGES.find((each) => each.stage === stage) : undefined
  if (milk) return `${milk.name} · 适合 ${milk.ages}`
  const since = /^(\d+)m\+$/.exec(stage)
  if (since) return since[1] === '0' ? '出生起可用' : `${since[1]} 个月起可用`
  return /^[A-Z]+$/.test(stage) ? `${stage} 码` : stage
}
