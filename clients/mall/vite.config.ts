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

/** The first screen's own files are asked for together with the entry, not one round trip after it. */
function homeAtOnce(): Plugin {
  return {
    name: 'home-at-once',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        const chunks = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [file] : []))
        const wanted = new Set<string>()
        const want = (name: string): void => {
          if (wanted.has(name)) return
          wanted.add(name)
          chunks.find((chunk) => chunk.fileName === name)?.imports.forEach(want)
        }
        chunks.filter((chunk) => chunk.fileName.includes('pages-home-home')).forEach((chunk) => want(chunk.fileName))
        const entry = chunks.find((chunk) => chunk.isEntry)?.fileName
        return [...wanted].filter((name) => name !== entry).map((name) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: '', href: `/mall/${name}` }, injectTo: 'head' as const }))
      }
    }
  }
}

/** uni fetches shadows of the title bar from a CDN. Nothing here is fetched from elsewhere. */
function noForeignPictures(): Plugin {
  const foreign = /url\((["']?)https?:\/\/cdn\.dcloud\.net\.cn\/[^)]*\)/g
  return {
    name: 'no-foreign-pictures',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && file.fileName.endsWith('.css')) file.source = String(file.source).replace(foreign, 'none')
        // In a mini-program the same shadows are asked for at start, from an address written in character codes.
        if (file.type === 'chunk') file.code = file.code.replace(/\bwx\.preloadAssets\b/g, 'wx.preloadNothing')
      }
    }
  }
}

/** Every font size follows `--text`, which a screen's outermost view sets to what she chose on her page. */
function largerText(): Plugin {
  const size = /font-size:\s*([\d.]+px)/g
  return {
    name: 'larger-text',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && /\.(css|wxss)$/.test(file.fileName)) file.source = String(file.source).replace(size, 'font-size:calc($1*var(--text,1))')
      }
    }
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
  plugins: [ownIcons(), uni(), noForeignPictures(), largerText(), homeAtOnce()],
  css: { preprocessorOptions: { scss: { quietDeps: true, silenceDeprecations: ['mixed-decls'] } } },
  server: { port: 5173, proxy: Object.fromEntries(['/mom', '/demo', '/docs'].map((path) => [path, 'http://127.0.0.1:8000'])) },
  build: { target: 'es2018', chunkSizeWarningLimit: 800 }
})
