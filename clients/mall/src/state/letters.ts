/** How large she wants to read. Every font size of the app is multiplied by `--text` (see largerText in vite.config.ts). */
import { computed, ref } from 'vue'
import { recall, remember } from '@/state/storage'

export const SIZES = [{ times: 1, name: '标准' }, { times: 1.15, name: '大' }, { times: 1.3, name: '特大' }]
const times = ref(SIZES.find((each) => each.times === recall<number>('letters'))?.times ?? 1)

/** The style of a screen's outermost view. */
export const letters = computed(() => `--text:${times.value}`)
export const letterTimes = computed(() => times.value)

export function setLetters(to: number): void {
  times.value = to
  remember('letters', to)
}
