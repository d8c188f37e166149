import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** What is tested here needs no screen: pure logic, and the two parts that speak HTTP, against a real server of Node's. */
export default defineConfig({
  resolve: { alias: { '@': resolve(__dirname, 'src') } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' }
})
