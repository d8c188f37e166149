/** One feed for the whole desk, and whoever wants to hear of what happens. */
import { ref } from 'vue'
import { Feed, type Line } from '@/api/feed'
import { session } from './session'

export interface Happening {
  kind: string
  at: string
  order_no: string | null
  store_code: string | null
  [more: string]: unknown
}

const listeners = new Set<(event: Happening) => void>()
export const line = ref<Line>('connecting')
/** When the house was last heard, by this desk's clock, in milliseconds. */
export const heardAt = ref(0)

const feed = new Feed({
  token: session.token,
  after: () => String(session.me.value?.last_event_id ?? ''),
  line: (state) => (line.value = state),
  refused: () => session.end(),
  heard: ({ data }) => {
    heardAt.value = Date.now()
    let event: Happening
    try {
      event = JSON.parse(data) as Happening
    } catch {
      return
    }
    listeners.forEach((hear) => hear(event))
  }
})

let running = false
export function listen(on: boolean): void {
  if (on === running) return
  running = on
  if (on) feed.start()
  else feed.stop()
}

/** Hear everything from now on; the answer ends it. */
export function hear(listener: (event: Happening) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
