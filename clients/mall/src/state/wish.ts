/** What the shelf is to show. A tab takes no query, so other screens leave their wish here. */
import { reactive } from 'vue'

export const CATEGORIES = ['奶粉', '纸尿裤', '辅食', '营养品', '洗护', '用品']
export const wish = reactive({ category: '奶粉' as string | null, stage: null as string | null, q: '', focus: false })

export function wishFor(change: Partial<typeof wish>): void {
  Object.assign(wish, { category: null, stage: null, q: '', focus: false }, change)
}
