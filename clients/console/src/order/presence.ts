/** Who else looks at this order now. The house is told every so often; when that stops, she is gone for the others too. */
import { onMounted, onUnmounted, ref } from 'vue'
import { orders } from '@/api/console'
import { may } from '@/state/session'

export interface Other {
  name: string
  since: string
}
const EVERY_MS = 15_000

export function usePresence(no: () => string) {
  const others = ref<Other[]>([])
  let timer = 0
  async function tell(): Promise<void> {
    if (document.hidden) return
    await orders.presence(no()).then(
      (found) => (others.value = found.others),
      () => undefined
    )
  }
  onMounted(() => {
    if (!may('console.orders.presence')) return
    void tell()
    timer = window.setInterval(tell, EVERY_MS)
  })
  onUnmounted(() => {
    clearInterval(timer)
    if (timer) void orders.left(no()).catch(() => undefined)
  })
  return others
}
