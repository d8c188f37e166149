/** What every app of uni-app here does alike when it is built; see its vite.config.ts. */
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { Plugin } from 'vite'

const CLIENTS = resolve(__dirname, '..')

/**
 * uni names a mini-program's files after their paths below `src`, and knows `../node_modules` but no `../../node_modules`, where a
 * workspace keeps its packages. So the kit and the shared parts get a second address beside and below `src`, and links are kept as written.
 */
export function addressesBelow(app: string): void {
  link(resolve(CLIENTS, 'node_modules/wot-design-uni'), resolve(app, 'node_modules/wot-design-uni'))
  link(resolve(CLIENTS, 'shared'), resolve(app, 'src/shared'))
}

function link(far: string, near: string): void {
  if (existsSync(near)) return
  mkdirSync(resolve(near, '..'), { recursive: true })
  symlinkSync(relative(resolve(near, '..'), far), near, 'dir')
}

/** `@/kit/go` is the app's own file if it has one, else the shared one. After uni's plugin, whose own `@` would win otherwise. */
export function sharedParts(app: string): Plugin {
  const [src, shared] = [resolve(app, 'src'), resolve(CLIENTS, 'shared')]
  const parts = readdirSync(shared, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|vue)$/.test(name) && !existsSync(resolve(src, name)))
  const alias = parts.map((name) => ({ find: new RegExp(`^@/${name.replace(/\.ts$/, '').replace('.', '\\.')}$`), replacement: resolve(src, 'shared', name) }))
  return { name: 'shared-parts', enforce: 'post', config: () => ({ resolve: { alias } }) }
}

/** wot-design-uni draws its icons with a font from a CDN; ours are drawn from SVG paths kept in this repository. */
export function ownIcons(app: string): Plugin {
  const own = resolve(app, 'src/shared/kit/wd-icon.vue')
  return {
    name: 'own-icons',
    enforce: 'pre',
    resolveId: (source) => (source.endsWith('/wd-icon/wd-icon.vue') ? own : undefined)
  }
}

/** uni fetches shadows of the title bar from a CDN. Nothing here is fetched from elsewhere. */
export function noForeignPictures(): Plugin {
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

/** The first screen's own files are asked for together with the entry, not one round trip after it. */
export function firstAtOnce(base: string, page: string): Plugin {
  return {
    name: 'first-at-once',
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
        chunks.filter((chunk) => chunk.fileName.includes(page)).forEach((chunk) => want(chunk.fileName))
        const entry = chunks.find((chunk) => chunk.isEntry)?.fileName
        return [...wanted].filter((name) => name !== entry).map((name) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: '', href: `${base}${name}` }, injectTo: 'head' as const }))
      }
    }
  }
}

/** Every font size follows `--text`, which a screen's outermost view sets to what she chose on her page. */
export function largerText(): Plugin {
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
