/** One request to the house. Fails with `ApiProblem` (it answered no) or `NoAnswer` (nobody knows whether it was done). */

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Ask {
  query?: Record<string, string | number | boolean | null | undefined>
  body?: unknown
  /** Idempotency-Key: the same key with the same body is the same thing done once. */
  key?: string
  token?: string | null
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

/** Beyond this she would rather be told. Milliseconds. */
const PATIENCE_MS = 15000
const BASE = import.meta.env.VITE_API_BASE ?? ''
const BUSY = '服务器有点忙，请稍后再试'

export function request<T>(method: Method, path: string, ask: Ask = {}): Promise<T> {
  const header: Record<string, string> = { Accept: 'application/json' }
  if (ask.token) header.Authorization = `Bearer ${ask.token}`
  if (ask.key) header['Idempotency-Key'] = ask.key
  if (ask.body !== undefined) header['Content-Type'] = 'application/json'
  // wx.request knows no PATCH; the house takes it by this header, from every client alike.
  if (method === 'PATCH') header['X-HTTP-Method-Override'] = 'PATCH'
  return new Promise((resolve, reject) => {
    uni.request({
      url: BASE + path + queryOf(ask.query),
      method: method === 'PATCH' ? 'POST' : method,
      header,
      data: ask.body === undefined ? undefined : JSON.stringify(ask.body),
      dataType: 'text',
      timeout: PATIENCE_MS,
      success: ({ statusCode, data }) => {
        if (!statusCode) reject(new NoAnswer())
        else if (statusCode < 300) resolve(parsed(data) as T)
        else reject(problemOf(statusCode, parsed(data)))
      },
      fail: () => reject(new NoAnswer())
    })
  })
}

function queryOf(query: Ask['query']): string {
  const said = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return said.length ? `?${said.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}` : ''
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string' || data === '') return data || null
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}

export function problemOf(status: number, body: unknown): ApiProblem {
  const { code, detail, fields, ...facts } = (body && typeof body === 'object' ? body : {}) as Record<string, unknown>
  const told = typeof detail === 'string' && status < 500 ? detail : typeof detail === 'string' && code ? detail : BUSY
  return new ApiProblem(status, String(code ?? `http_${status}`), told, (fields as Record<string, string[]>) ?? {}, facts)
}

/** What to tell her of anything that went wrong: the first named field says more than the sentence for all. */
export function tell(error: unknown): string {
  if (error instanceof ApiProblem) return Object.values(error.fields)[0]?.[0] ?? error.message
  return error instanceof NoAnswer ? error.message : '出了点问题，请再试一次'
}

/** A gateway that gave up leaves open whether the house did it: the same as no answer. */
export function unanswered(error: unknown): boolean {
  return error instanceof NoAnswer || (error instanceof ApiProblem && error.status >= 500)
}
