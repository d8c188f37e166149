/** The platform's storage, as uni gives it: '' for what was never kept. Tests may break it to see what then happens. */
import { beforeEach } from 'vitest'

export const kept = new Map<string, unknown>()
export const platform = { broken: false }

function guard(): void {
  if (platform.broken) throw new Error('storage is full')
}

Object.assign(globalThis, {
  uni: {
    getStorageSync: (name: string) => (guard(), structuredClone(kept.get(name) ?? '')),
    setStorageSync: (name: string, value: unknown) => (guard(), void kept.set(name, structuredClone(value))),
    removeStorageSync: (name: string) => (guard(), void kept.delete(name))
  }
})

beforeEach(() => {
  kept.clear()
  platform.broken = false
})
