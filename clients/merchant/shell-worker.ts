/** The H5 build can be installed: a web manifest, and a service worker that keeps the shell and nothing else. */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'

/** Not hashed by the build, and needed when the line is down: the voice above all. */
const STATIC = ['static/sound/new-order.mp3', 'static/icons/192.png']
const TABS = 'static/tabs'
const BASE = '/merchant/'

const MANIFEST = {
  name: '金蛋门店', short_name: '金蛋门店', lang: 'zh-CN', description: '接单、配送、收银、对账', id: BASE, start_url: BASE, scope: BASE,
  display: 'standalone', orientation: 'portrait', background_color: '#fbf6ef', theme_color: '#fbf6ef',
  icons: [
    { src: 'static/icons/192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: 'static/icons/512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: 'static/icons/mask-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' }
  ]
}

export function shellWorker(app: string): Plugin {
  return {
    name: 'shell-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const assets = Object.keys(bundle).filter((name) => /^assets\/.*\.(js|css)$/.test(name)).sort()
      const page = String((bundle['index.html'] as { source?: string } | undefined)?.source ?? '')
      const code = readFileSync(resolve(app, 'sw.js'), 'utf8')
      const still = [...STATIC, ...readdirSync(resolve(app, 'src', TABS)).sort().map((name) => `${TABS}/${name}`)]
      const pictures = still.map((name) => readFileSync(resolve(app, 'src', name)))
      const version = createHash('sha256').update([assets.join(), page, code, ...pictures].join('\n')).digest('hex').slice(0, 12)
      const shell = JSON.stringify(['', ...assets, ...still].map((name) => BASE + name))
      this.emitFile({ type: 'asset', fileName: 'manifest.json', source: JSON.stringify(MANIFEST) })
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: code.replace('__VERSION__', version).replace("['__SHELL__']", shell) })
    }
  }
}
