/** An Idempotency-Key that nobody else has. */
export function newKey(): string {
  const random = crypto.getRandomValues(new Uint8Array(15))
  return `console-${Date.now().toString(36)}-${Array.from(random, (byte) => (byte % 36).toString(36)).join('')}`
}
