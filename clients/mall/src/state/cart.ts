import { computed, reactive, watch } from 'vue'
import { added, countOf, goodsFen, readLines, without, withQuantity, type CartLine, type Item } from '@/logic/cart'
import { recall, remember } from '@/state/storage'

export const cart = reactive({
  lines: readLines(recall('cart')),
  /** SKUs she wants to leave for later. */
  unticked: [] as string[]
})

export const ticked = computed<CartLine[]>(() => cart.lines.filter((line) => !cart.unticked.includes(line.sku)))
export const tickedFen = computed(() => goodsFen(ticked.value))
export const cartCount = computed(() => countOf(cart.lines))

watch(() => cart.lines, (lines) => remember('cart', lines), { deep: true })

/** False when the cart is full. */
export function addToCart(item: Item, quantity = 1): boolean {
  const { sku, name, price_fen, category, stage, unit } = item
  const lines = added(cart.lines, { sku, name, price_fen, category, stage, unit }, quantity)
  if (lines) cart.lines = lines
  cart.unticked = cart.unticked.filter((each) => each !== sku)
  return lines !== null
}

export const setQuantity = (sku: string, quantity: number): void => {
  cart.lines = withQuantity(cart.lines, sku, quantity)
}

export const removeLines = (skus: string[]): void => {
  cart.lines = without(cart.lines, skus)
}

export function tick(sku: string): void {
  cart.unticked = cart.unticked.includes(sku) ? cart.unticked.filter((each) => each !== sku) : [...cart.unticked, sku]
}

export const emptyCart = (): void => {
  cart.lines = []
}
