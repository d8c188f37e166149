// build BUILD OUT: one page for a browser out of a mini-program's real build, to be walked through by tests.
//
// WeChat's own glass-easel runs its templates and components (see stage.js); this file lays out what it needs: the templates compiled by
// WeChat's compiler, the style sheets, and the modules as they are.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import compiler from 'glass-easel-template-compiler'

const [source, out] = process.argv.slice(2)
if (!source || !out) {
  console.error('usage: build BUILD OUT')
  process.exit(2)
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else yield relative(source, path)
  }
}

const all = [...files(source)]
const text = (path) => readFileSync(join(source, path), 'utf8')
const of = (suffix) => all.filter((path) => path.endsWith(suffix)).map((path) => [path.slice(0, -suffix.length), text(path)])

function templates() {
  const group = new compiler.TmplGroup()
  // The compiler takes `bindtap` for an attribute, `bind:tap` for what both are.
  for (const [path, wxml] of of('.wxml')) group.addTmpl(path, wxml.replace(/ (bind|catch)([a-z]\w*)=/g, ' $1:$2='))
  return group.getTmplGenObjectGroups()
}

function styles() {
  // `page` is the root of a screen; imports are all there anyway.
  const sheets = of('.wxss').map(([, wxss]) => wxss.replace(/@import[^;]+;/g, '').replace(/(^|[},])\s*page\b/g, '$1.mini-page'))
  return sheets.join('\n')
}

const configs = Object.fromEntries(of('.json').filter(([path]) => path !== 'project.config').map(([path, json]) => [path, JSON.parse(json)]))
const modules = of('.js').map(([path, code]) => `${JSON.stringify(path)}: function (exports, require, module) {${code}\n}`)
const build_ = `window.MINI = { configs: ${JSON.stringify(configs)}, templates: ${templates()}, modules: {\n${modules.join(',\n')}\n} }\n`

mkdirSync(join(out, 'assets'), { recursive: true })
writeFileSync(join(out, 'assets/app.js'), build_)
writeFileSync(join(out, 'assets/app.css'), styles())
await build({
  entryPoints: [join(dirname(fileURLToPath(import.meta.url)), 'stage.js')], bundle: true, format: 'iife', outfile: join(out, 'assets/stage.js'), logLevel: 'error'
})
writeFileSync(
  join(out, 'index.html'),
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="assets/app.css">
<style>html,body{margin:0;height:100%}view,scroll-view,picker{display:block}text{display:inline}button{font:inherit}
.mini-page{min-height:100%}.mini-title{padding:12px;text-align:center;font-weight:600}.mini-modal,.mini-toast{position:fixed;z-index:99;right:24px;left:24px;padding:16px;border-radius:12px;background:#fff;box-shadow:0 2px 24px #0006}
.mini-modal{top:35%}.mini-toast{bottom:20%;background:#333;color:#fff}</style>
<body><script src="assets/app.js"></script><script src="assets/stage.js"></script></html>`
)
