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

export async function loadAddresses(): Promise<Address[]> {
  book.list = (await mom.addresses()).addresses
  return book.list
}

export function choose(id: number): void {
  book.chosenId = id
  remember('address', id)
}

onFarewell(() => {
  book.list = null
  book.chosenId = null
  forget('address')
})
