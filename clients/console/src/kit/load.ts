/** What a page shows comes from the house: it is on its way, here, or did not come. */
import { onUnmounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { tell } from '@/api/http'

export interface Loaded<T> {
  data: ShallowRef<T | null>
  error: Ref<string>
  loading: Ref<boolean>
  reload: () => Promise<void>
}

/** Asks at once. Of several answers under way only that of the latest question counts; what was here stays until then. */
export function useLoad<T>(ask: () => Promise<T>): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const [error, loading] = [ref(''), ref(false)]
  let latest = 0
  let gone = false
  onUnmounted(() => (gone = true))

  async function reload(): Promise<void> {
    const mine = ++latest
    loading.value = true
    try {
      const found = await ask()
      if (mine !== latest || gone) return
      data.value = found
      error.value = ''
    } catch (wrong) {
      if (mine === latest && !gone) error.value = tell(wrong)
    } finally {
      if (mine === latest) loading.value = false
    }
  }
  void reload()
  return { data, error, loading, reload }
}
