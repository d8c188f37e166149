// Keeps the app's shell (page, scripts, styles, the voice), so that it opens at once and without a line. Never the API: what an order
// is, only the house knows. Built into /merchant/sw.js by shell-worker.ts.
const CACHE = 'jindan-merchant-__VERSION__'
const SHELL = ['__SHELL__']
const [PAGE] = SHELL

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('jindan-merchant-') && name !== CACHE
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || !SHELL.includes(pathname)) return
  // A sound is asked for in pieces; pieces of a kept answer are the browser's to cut only when it came whole from the network.
  if (request.headers.has('range')) return event.respondWith(piece(request, pathname))
  event.respondWith(pathname === PAGE ? newest(request) : kept(request, pathname))
})

/** The page names the newest scripts: the house first, the kept one when it does not answer. */
async function newest(request) {
  try {
    const answer = await fetch(request)
    return answer.ok ? answer : ((await caches.match(PAGE)) ?? answer)
  } catch {
    return (await caches.match(PAGE)) ?? Response.error()
  }
}

const kept = async (request, pathname) => (await caches.match(pathname)) ?? fetch(request)

/** One piece of a kept file, as `Range: bytes=FROM-TO` asks for it. */
async function piece(request, pathname) {
  const whole = await caches.match(pathname)
  if (!whole) return fetch(request)
  const bytes = await whole.arrayBuffer()
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range')) ?? [null, 0, '']
  const [first, last] = [Number(from), to === '' ? bytes.byteLength - 1 : Math.min(Number(to), bytes.byteLength - 1)]
  const headers = { 'Content-Type': whole.headers.get('Content-Type') ?? '', 'Content-Range': `bytes ${first}-${last}/${bytes.byteLength}`, 'Accept-Ranges': 'bytes' }
  return new Response(bytes.slice(first, last + 1), { status: 206, headers })
}
