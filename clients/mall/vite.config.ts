import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import uni from '@dcloudio/vite-plugin-uni'
import { defineConfig, type Plugin } from 'vite'

/** wot-design-uni draws its icons with a font from a CDN; ours are drawn from SVG paths kept in this repository. */
function ownIcons(): Plugin {
  const own = resolve(__dirname, 'src/kit/wd-icon.vue')
  return {
    name: 'own-icons',
    enforce: 'pre',
    resolveId: (source) => (source.endsWith('/wd-icon/wd-icon.vue') ? own : undefined)
  }
}

/**
 * uni names a mini-program's files after their paths below `src`, and knows `../node_modules` but no `../../node_modules`, where a
 * workspace keeps its packages. So the kit gets a second address beside `src`, and links are kept as written.
 */
function kitBesideSource(): void {
  const [near, far] = [resolve(__dirname, 'node_modules/wot-design-uni'), resolve(__dirname, '../node_modules/wot-design-uni')]
  if (existsSync(near)) return
  mkdirSync(resolve(__dirname, 'node_modules'), { recursive: true })
  symlinkSync(far, near, 'dir')
}

kitBesideSource()

export default defineConfig({
  base: '/mall/',
  resolve: { preserveSymlinks: true },
  plugins: [ownIcons(), uni()],
  css: { preprocessorOptions: { scss: { quietDeps: true, silenceDeprecations: ['mixed-decls'] } } },
  server: { port: 5173, proxy: Object.fromEntries(['/mom', '/demo', '/docs'].map((path) => [path, 'http://127.0.0.1:8000'])) },
  build: { target: 'es2018', chunkSizeWarningLimit: 800 }
})
