import { computed, reactive } from 'vue'
import { mom, type Address } from '@/api/mom'
import { onFarewell } from './session'
import { forget, recall, remember } from '@/state/storage'

export const book = reactive({
  list: null as Address[] | null,
  chosenId: recall<number>('address')
})

/** Where the next order goes: the one she chose last, else her default one. */
export const chosen = computed<Address | null>(
  () => book.list?.find((each) => each.id === book.chosenId) ?? book.list?.find((each) => each.is_default) ?? book.list?.[0] ?? null
)

let turn = 0

/** Of several askings under way only the latest counts: an older answer does not know what she has just added. */
export async function loadAddresses(): Promise<Address[]> {
  const mine = ++turn
  const { addresses } = await mom.addresses()
  if (mine === turn) book.list = addresses
  return book.list ?? addresses
}

export function choose(id: number): void {
  book.chosenId = id
  remember('address', id)
}

onFarewell(() => {
  turn++
  book.list = null
  book.chosenId = null
  forget('address')
})
