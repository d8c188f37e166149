/** Who is logged in on this phone. The token is kept by the phone; nothing else about her is. */
import { reactive } from 'vue'
import { ApiProblem, request, type Ask, type Method } from '@/api/http'
import type { Profile, Session } from '@/api/mom'
import { forget, recall, remember } from '@/state/storage'

interface State {
  token: string | null
  profile: Profile | null
}

export const session = reactive<State>({ token: recall<string>('token'), profile: null })
const farewells: (() => void)[] = []

export const loggedIn = () => session.token !== null

export function begin(made: Session): void {
  session.token = made.token
  session.profile = made.member
  remember('token', made.token)
}

/** What is kept in memory about her must go with her. */
export function onFarewell(clear: () => void): void {
  farewells.push(clear)
}

export function end(): void {
  session.token = null
  session.profile = null
  forget('token')
  farewells.forEach((clear) => clear())
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
