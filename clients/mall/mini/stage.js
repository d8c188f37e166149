// The stage on which a mini-program's real build plays: WeChat's glass-easel for templates and components, and of `wx` what the mall uses.
//
// Pages, taps, inputs, storage, requests and the pay sheet are as in WeChat; looks are not (style isolation is not copied).
import * as glassEasel from 'glass-easel'
import { MiniProgramEnv } from 'glass-easel-miniprogram-adapter'
import { elements } from './elements.js'
import { makeWx } from './wx.js'

const { configs, templates, modules } = window.MINI

// WeChat finds a handler on the instance, where uni puts it; glass-easel looks at declared methods only.
const declared = glassEasel.Component.getMethod.bind(glassEasel.Component)
const plain = ({ type, detail, target, currentTarget, timeStamp }) => ({ type, detail, target, currentTarget, timeStamp })
glassEasel.Component.getMethod = (component, name) => {
  const instance = component.getMethodCaller()
  // uni wants an event whose fields are its own.
  return declared(component, name) ?? (instance[name] && ((event) => instance[name](plain(event))))
}

const env = new MiniProgramEnv()
const own = elements(env.getGlobalCodeSpace().getComponentSpace(), glassEasel)
const space = env.createCodeSpace('', true)
for (const [name, definition] of Object.entries(own)) space.getComponentSpace().setGlobalUsingComponent(name, definition)
for (const [path, config] of Object.entries(configs)) space.addComponentStaticConfig(path, { ...config, styleIsolation: 'shared' })
for (const path of Object.keys(templates)) space.addCompiledTemplate(path, { groupList: templates, content: templates[path] })

const cache = {}
function load(path) {
  if (cache[path]) return cache[path].exports
  const module = (cache[path] = { exports: {} })
  const near = (name) => load(new URL(name, `http://x/${path}`).pathname.slice(1).replace(/\.js$/, ''))
  modules[path].call(undefined, module.exports, near, module)
  return module.exports
}

// uni keeps the `Component` that it finds when it starts; each registration belongs to the file that is being loaded.
let current = null
window.Component = (options) => current.Component(options)
window.Page = (options) => current.Page(options)
window.Behavior = (options) => current.Behavior(options)
let app = null
window.App = (options) => {
  app = options
}
window.getApp = () => app

const stack = []
window.getCurrentPages = () => stack.map((page) => page.instance)
window.wx = makeWx({ open, back, stack, tabs: configs.app.tabBar.list.map((tab) => tab.pagePath) })
window.global = window

// A button that asks WeChat itself (open-type) is told the answer, which `window.MOTHER` gives: { phoneCode: '…' }.
// The chat with customer service is WeChat's own window: that it was opened is kept in `window.CHATS`.
const OPEN_TYPES = {
  getPhoneNumber: ['getphonenumber', () => (window.MOTHER?.phoneCode ? { code: window.MOTHER.phoneCode, errMsg: 'getPhoneNumber:ok' } : { errMsg: 'getPhoneNumber:fail user deny' })],
  contact: ['contact', () => ({ path: (window.CHATS = [...(window.CHATS ?? []), stack.at(-1).instance.route]).at(-1), query: {} })],
  agreePrivacyAuthorization: ['agreeprivacyauthorization', () => ({})]
}
function pressed(target) {
  const button = target.$$?.closest?.('button[open-type]:not([disabled])')
  const [name, answer] = OPEN_TYPES[button?.getAttribute('open-type')] ?? []
  if (name) glassEasel.Event.dispatchEvent(target, new glassEasel.Event(name, answer(), { bubbles: true, composed: true }))
}

const context = new glassEasel.CurrentWindowBackendContext()
// A finger or a mouse on the screen becomes a tap in the component tree.
context.onEvent((target, type, detail, options) => {
  const event = new glassEasel.Event(type, detail, options)
  glassEasel.Event.dispatchEvent(target, event)
  if (type === 'tap') pressed(target)
  return event.defaultPrevented() ? glassEasel.EventBubbleStatus.NoDefault : glassEasel.EventBubbleStatus.Normal
})
const backend = env.associateBackend(context)

function open(url, how) {
  const [path, query = ''] = url.replace(/^\//, '').split('?')
  if (!configs.app.pages.includes(path)) throw new Error(`no page ${path}`)
  if (how === 'replace') stack.pop()?.close()
  if (how === 'tab') while (stack.length) stack.pop().close()
  stack.at(-1)?.hide()
  stack.push(show(path, Object.fromEntries(new URLSearchParams(query))))
}

function back() {
  if (stack.length < 2) return
  stack.pop().close()
  stack.at(-1).reveal()
}

function show(path, query) {
  const host = document.createElement('div')
  const place = document.createElement('div')
  host.className = 'mini-page'
  host.append(place)
  document.body.append(host)
  const root = backend.createRoot('mini-root', space, path)
  const instance = root.get()
  Object.assign(instance, { route: path, __route__: path, options: query })
  root.attach(host, place)
  const call = (name, ...values) => instance[name]?.(...values)
  call('onLoad', query)
  call('onShow')
  call('onReady')
  return {
    instance,
    hide: () => (call('onHide'), (host.style.display = 'none')),
    reveal: () => ((host.style.display = ''), call('onShow')),
    close: () => (call('onUnload'), root.release(), host.remove())
  }
}

load('app')
for (const path of Object.keys(configs)) {
  if (!modules[path] || path === 'app') continue
  space.componentEnv(path, (found) => {
    current = found
    load(path)
  })
}
app.onLaunch?.({ path: configs.app.pages[0], query: {} })
app.onShow?.({})
open(configs.app.pages[0], 'push')
