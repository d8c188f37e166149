/** Who works with this phone, and for which store. The token is kept by the phone; nothing else about her is. */
import { computed, reactive } from 'vue'
import { ApiProblem, request, type Ask, type Method } from '@/api/http'
import type { Me, Session } from '@/api/store'
import { forget, recall, remember } from '@/state/storage'

interface State {
  token: string | null
  me: Me | null
}

export const session = reactive<State>({ token: recall<string>('token'), me: recall<Me>('me') })
const farewells: (() => void)[] = []

/** Whose answers are welcome: an answer to somebody else, or for another store, is thrown away. */
export const here = (): string => `${session.token} ${session.me?.store.code}`
export const loggedIn = () => session.token !== null
export const onShift = computed(() => Boolean(session.token && session.me?.shift_started_at))
export const isManager = computed(() => session.me?.role === 'manager' || session.me?.role === 'chain_manager')

export function begin(made: Session): void {
  session.token = made.token
  remember('token', made.token)
  known(made.me)
}

let turn = 0

export function known(me: Me): void {
  turn++
  session.me = me
  remember('me', me)
}

/** Who she is, read anew. An answer that was on its way while she changed something (began her shift, say) is old and does not count. */
export async function reread(ask: () => Promise<Me>): Promise<void> {
  const mine = ++turn
  const me = await ask()
  if (mine === turn && session.token) known(me)
}

/** What is kept in memory about the store must go with her. */
export function onFarewell(clear: () => void): void {
  farewells.push(clear)
}

export function end(): void {
  session.token = null
  session.me = null
  forget('token')
  forget('me')
  farewells.forEach((clear) => clear())
}

/** Another store on the same phone: what was shown of the first one goes. */
export function moved(me: Me): void {
  farewells.forEach((clear) => clear())
  known(me)
}

/** A request with her token, if she has one. A token that has ended is dropped, so that the next screen asks her to log in. */
export async function authed<T>(method: Method, path: string, ask: Ask = {}): Promise<T> {
  const token = session.token
  try {
    return await request<T>(method, path, { ...ask, token })
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401 && token && session.token === token) end()
    throw error
  }
}

/** The name of this device in the list of log-ins: what it is, not whose. */
export function deviceName(): string {
  // #ifdef H5
  const agent = navigator.userAgent
  const kind = [['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Android', '安卓手机'], ['Windows', 'Windows 电脑'], ['Mac', '苹果电脑']].find(([word]) => agent.includes(word))
  return `${kind?.[1] ?? '浏览器'} · 网页`
  // #endif
  // #ifndef H5
  return '微信小程序'
  // #endif
}
