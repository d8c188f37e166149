import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** The client's logic needs no screen and no platform; what little of `uni` it touches is given by tests/uni.ts. */
export default defineConfig({
  resolve: { alias: { '@': resolve(__dirname, 'src') } },
  test: { include: ['tests/**/*.test.ts'], setupFiles: ['tests/uni.ts'], environment: 'node' }
})
