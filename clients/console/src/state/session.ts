/** Who sits at this desk. The token is kept in the browser until she logs out or the house ends it. */
import { computed, shallowRef } from 'vue'
import { ApiProblem, file, request, type Ask, type Method } from '@/api/http'
import type { Me, Session } from '@/api/console'
import { setTime } from '@/kit/clock'

const KEPT = 'jindan.console.token'

const token = shallowRef<string | null>(localStorage.getItem(KEPT))
const me = shallowRef<Me | null>(null)
let away: () => void = () => undefined

export const session = {
  token: () => token.value,
  me,
  loggedIn: computed(() => token.value !== null),
  headquarters: computed(() => me.value?.role === 'headquarters'),

  begin(made: Session): void {
    localStorage.setItem(KEPT, made.token)
    token.value = made.token
    this.known(made.agent)
  },
  /** The house said who she is, and what time it is: every page counts by that, whichever she opens first. */
  known(said: Me): void {
    me.value = said
    setTime(said.now)
  },
  end(): void {
    localStorage.removeItem(KEPT)
    token.value = null
    me.value = null
    away()
  },
  /** What to do when nobody is logged in any more: go to the log-in page. */
  onEnd(then: () => void): void {
    away = then
  }
}

// Another tab logged in or out: the same desk, the same person.
window.addEventListener('storage', ({ key, newValue }) => {
  if (key !== KEPT) return
  token.value = newValue
  me.value = null
  if (newValue === null) away()
})

/** Whether her role may do this; names are those of the house's operations. */
export const may = (operation: string): boolean => me.value?.operations.includes(operation) ?? false

/** A request with her token. A token that is worth nothing any more ends the session. */
export const authed = <T>(method: Method, path: string, ask: Ask = {}): Promise<T> => ending(request<T>(method, path, { ...ask, token: token.value }))

/** Save a table that the house makes as a file of this computer. */
export async function download(path: string, query: Ask['query']): Promise<void> {
  const { name, blob } = await ending(file(path, { query, token: token.value }))
  save(name, blob)
}

export function save(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

async function ending<T>(answer: Promise<T>): Promise<T> {
  const held = token.value
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401 && held !== null && held === token.value) session.end()
    throw error
  }
}
