import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { addressesBelow, sharedParts } from '../tools/uni-build'

addressesBelow(__dirname)

/** The client's logic needs no screen and no platform; what little of `uni` it touches is given by tests/uni.ts. */
export default defineConfig({
  resolve: { alias: { '@': resolve(__dirname, 'src') }, preserveSymlinks: true },
  plugins: [sharedParts(__dirname)],
  test: { include: ['tests/**/*.test.ts'], setupFiles: ['tests/uni.ts'], environment: 'node' }
})
