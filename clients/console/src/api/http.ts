/** One request to the house. Fails with `ApiProblem` (it answered no) or `NoAnswer` (nobody knows whether it was done). */

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Query = Record<string, string | number | boolean | null | undefined>

export interface Ask {
  query?: Query
  body?: unknown
  /** Idempotency-Key: the same key with the same body is the same thing done once. */
  key?: string
  token?: string | null
  /** What is sent when it is no JSON: a CSV file. */
  text?: { body: string; type: string }
}

export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly fields: Record<string, string[]> = {},
    readonly facts: Record<string, unknown> = {}
  ) {
    super(detail)
  }
}

export class NoAnswer extends Error {
  constructor() {
    super('网络不通，请检查后再试')
  }
}

/** Beyond this the agent would rather be told. Milliseconds. */
const PATIENCE_MS = 20_000
const BUSY = '服务器有点忙，请稍后再试'

export async function request<T>(method: Method, path: string, ask: Ask = {}): Promise<T> {
  const answer = await send(method, path, ask)
  return parsed(await answer.text()) as T
}

/** A table as a file, with the name that the house gave it. */
export async function file(path: string, ask: Ask = {}): Promise<{ name: string; blob: Blob }> {
  const answer = await send('GET', path, ask, '*/*')
  const name = /filename="?([^";]+)/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? 'jindan'
  return { name, blob: await answer.blob() }
}

async function send(method: Method, path: string, ask: Ask, accept = 'application/json'): Promise<Response> {
  const headers: Record<string, string> = { Accept: accept }
  if (ask.token) headers.Authorization = `Bearer ${ask.token}`
  if (ask.key) headers['Idempotency-Key'] = ask.key
  if (ask.body !== undefined) headers['Content-Type'] = 'application/json'
  if (ask.text) headers['Content-Type'] = ask.text.type
  const body = ask.text?.body ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body))
  let answer: Response
  try {
    answer = await fetch(path + queryOf(ask.query), { method, headers, body, signal: AbortSignal.timeout(PATIENCE_MS) })
  } catch {
    throw new NoAnswer()
  }
  if (!answer.ok) throw problemOf(answer.status, parsed(await answer.text().catch(() => '')))
  return answer
}

export function queryOf(query: Query = {}): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return said.length ? `?${said.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}` : ''
}

function parsed(data: string): unknown {
  if (data === '') return null
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}

export function problemOf(status: number, body: unknown): ApiProblem {
  const { code, detail, fields, ...facts } = (body && typeof body === 'object' ? body : {}) as Record<string, unknown>
  const told = typeof detail === 'string' && (status < 500 || code) ? detail : BUSY
  return new ApiProblem(status, String(code ?? `http_${status}`), told, (fields as Record<string, string[]>) ?? {}, facts)
}

/** What to tell an agent of anything that went wrong: the first named field says more than the sentence for all. */
export function tell(error: unknown): string {
  if (error instanceof ApiProblem) return Object.values(error.fields)[0]?.[0] ?? error.message
  return error instanceof NoAnswer ? error.message : '出了点问题，请再试一次'
}

/** A gateway that gave up leaves open whether the house did it: the same as no answer. */
export const unanswered = (error: unknown): boolean => error instanceof NoAnswer || (error instanceof ApiProblem && error.status >= 500)
