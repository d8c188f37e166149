/// <reference types="node" />
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Feed, type Line } from '@/api/feed'

let server: Server | null = null
let feed: Feed | null = null
afterEach(() => {
  feed?.stop()
  server?.closeAllConnections()
  server?.close()
})

async function house(answer: (request: IncomingMessage, response: ServerResponse, nth: number) => void): Promise<string> {
  let count = 0
  server = createServer((request, response) => answer(request, response, ++count))
  await new Promise<void>((ready) => server?.listen(0, '127.0.0.1', ready))
  return `http://127.0.0.1:${(server?.address() as AddressInfo).port}`
}
const until = async (yes: () => boolean) => {
  for (let n = 0; n < 300 && !yes(); n += 1) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(yes()).toBe(true)
}

describe('the live feed, against a real server', () => {
  it('begins after what the house said, goes on after the last event when the line drops, and sends its token in a header only', async () => {
    const [heard, lines, asked]: [string[], Line[], IncomingMessage[]] = [[], [], []]
    const base = await house((request, response, nth) => {
      asked.push(request)
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write(nth === 1 ? 'id: 5\nevent: a\ndata: one\n\n' : 'id: 6\nevent: a\ndata: two\n\n')
      if (nth === 1) setTimeout(() => response.destroy(), 30)
    })
    feed = new Feed({ token: () => 'secret', after: () => '3', heard: ({ data }) => heard.push(data), line: (state) => lines.push(state), refused: () => undefined }, base)
    feed.start()
    await until(() => heard.length === 2)
    expect(heard).toEqual(['one', 'two'])
    expect(asked.map(({ headers }) => headers['last-event-id'])).toEqual(['3', '5'])
    expect(asked[0].headers.authorization).toBe('Bearer secret')
    expect(asked[0].url).not.toContain('secret')
    expect(lines).toContain('broken')
  })
  it('ends when the house says that the token is worth nothing', async () => {
    let refused = 0
    let requests = 0
    const base = await house((_, response, nth) => {
      requests = nth
      response.writeHead(401).end()
    })
    feed = new Feed({ token: () => 'old', after: () => '', heard: () => undefined, line: () => undefined, refused: () => (refused += 1) }, base)
    feed.start()
    await until(() => refused === 1)
    await new Promise((resolve) => setTimeout(resolve, 1300))
    expect([refused, requests]).toEqual([1, 1])
  })
})
