/** A list that comes in pages: the first at once, the next when asked for. */
import { onUnmounted, ref, shallowRef, computed } from 'vue'
import { tell } from '@/api/http'

export interface Page<T> {
  rows: T[]
  next: string | null
}

export function usePages<T>(ask: (cursor: string | null) => Promise<Page<T>>) {
  const rows = shallowRef<T[]>([])
  const [error, loading, loaded] = [ref(''), ref(false), ref(false)]
  const cursor = ref<string | null>(null)
  let latest = 0
  onUnmounted(() => (latest = -1))

  async function read(from: string | null): Promise<void> {
    const mine = ++latest
    loading.value = true
    try {
      const page = await ask(from)
      if (mine !== latest) return
      rows.value = from ? [...rows.value, ...page.rows] : page.rows
      cursor.value = page.next
      ;[loaded.value, error.value] = [true, '']
    } catch (wrong) {
      if (mine === latest) error.value = tell(wrong)
    } finally {
      if (mine === latest) loading.value = false
    }
  }
  const reload = () => read(null)
  void reload()
  return { rows, error, loading, loaded, reload, more: computed(() => cursor.value !== null), next: () => read(cursor.value) }
}
