/** The house's clock at this desk. Countdowns run on the house's time: the desk's own clock may be wrong. */
import { ref } from 'vue'

let ahead = 0
/** Now, in milliseconds, moved on every second. */
export const now = ref(Date.now())

/** The house said what time it is; an answer that took long says less, and is close enough for minutes. */
export function setTime(at: string): void {
  const said = Date.parse(at)
  if (Number.isNaN(said)) return
  ahead = said - Date.now()
  now.value = said
}

setInterval(() => (now.value = Date.now() + ahead), 1000)
