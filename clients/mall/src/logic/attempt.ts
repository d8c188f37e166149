/**
 * Placing once, whatever happens to the answer.
 *
 * Before the request leaves, its key and body are written to the phone's storage. They stay until the house has answered yes or no.
 * A double tap, a lost answer and a killed app therefore all lead to the same key with the same body, which the house answers with
 * the same order.
 */
import { unanswered } from '@/api/http'

export interface Attempt<B> {
  key: string
  body: B
  /** When she tapped, by this phone's clock, in milliseconds. */
  at: number
}

export interface Memory {
  recall<T>(name: string): T | null
  remember(name: string, value: unknown): void
  forget(name: string): void
}

export class Attempts<B, R> {
  private running: Promise<R> | null = null

  constructor(
    private readonly name: string,
    private readonly memory: Memory,
    private readonly send: (body: B, key: string) => Promise<R>,
    private readonly newKey: () => string = randomKey,
    private readonly now: () => number = Date.now
  ) {}

  /** What was sent and never answered. */
  pending(): Attempt<B> | null {
    return this.memory.recall<Attempt<B>>(this.name)
  }

  /** Send `body`; while an earlier one is unanswered, that one again. The second tap gets the first one's answer. */
  submit(body: B): Promise<R> {
    if (!this.running && !this.pending()) this.memory.remember(this.name, { key: this.newKey(), body, at: this.now() })
    return this.settle()
  }

  /** Ask for the answer of the pending one. Call only when there is one. */
  settle(): Promise<R> {
    this.running ??= this.ask().finally(() => (this.running = null))
    return this.running
  }

  /** She does not want it any more. The order may exist all the same: show her the list of orders. */
  drop(): void {
    this.memory.forget(this.name)
  }

  private async ask(): Promise<R> {
    const attempt = this.pending()
    if (!attempt) throw new Error('nothing is pending')
    try {
      const answer = await this.send(attempt.body, attempt.key)
      this.memory.forget(this.name)
      return answer
    } catch (error) {
      // 401 is an answer about her token, not about the order: after logging in again the same key settles it.
      if (!unanswered(error) && (error as { status?: number }).status !== 401) this.memory.forget(this.name)
      throw error
    }
  }
}

export function randomKey(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
  const random = Array.from({ length: 20 }, () => letters[Math.floor(Math.random() * letters.length)]).join('')
  return `mall-${Date.now().toString(36)}-${random}`
}
