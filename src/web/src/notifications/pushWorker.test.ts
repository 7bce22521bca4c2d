import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'

const code = readFileSync(join(import.meta.dirname, '../../public/push.js'), 'utf8')

interface Shown {
  title: string
  body: string
  tag: string
  data: { id?: number; message?: number }
  close: () => void
}

type Answer = { status: number; body?: unknown } | 'no line'

/** The worker in a browser of the test's: what lies on the lock screen, what the server answers and was told. */
function worker(answer: (path: string) => Answer = () => ({ status: 204 })) {
  const hears = new Map<string, (event: object) => void>()
  const told: { path: string; body: unknown }[] = []
  const pages: unknown[] = []
  let shown: Shown[] = []
  const subscribed: unknown[] = []
  const self = {
    addEventListener: (type: string, hear: (event: object) => void) => hears.set(type, hear),
    skipWaiting: () => {},
    clients: {
      claim: () => {},
      matchAll: async () => [{ postMessage: (message: unknown) => pages.push(message) }],
    },
    registration: {
      showNotification: async (title: string, { body, tag, data }: Omit<Shown, 'title' | 'close'>) => {
        const one: Shown = {
          title,
          body,
          tag,
          data,
          close: () => {
            shown = shown.filter(other => other !== one)
          },
        }
        shown = [...shown.filter(other => other.tag !== tag), one]
      },
      getNotifications: async () => [...shown],
      pushManager: {
        subscribe: async (options: unknown) => {
          subscribed.push(options)
          return subscription('https://push.example.org/new')
        },
      },
    },
  }
  const fetch = async (path: string, init?: { method?: string; body?: string }) => {
    if (init?.method === 'POST') told.push({ path, body: JSON.parse(init.body ?? 'null') })
    const said = answer(path)
    if (said === 'no line') throw new TypeError('no line')
    return { ok: said.status < 300, status: said.status, json: async () => said.body }
  }
  runInNewContext(code, { self, fetch, setTimeout: (then: () => void) => queueMicrotask(then), Promise, JSON, Number })
  const fire = async (type: string, event: object) => {
    let done: Promise<unknown> = Promise.resolve()
    hears.get(type)?.({
      ...event,
      waitUntil: (work: Promise<unknown>) => {
        done = work
      },
    })
    await done
  }
  return {
    told,
    pages,
    subscribed,
    fire,
    push: (payload: unknown) => fire('push', { data: { json: () => payload } }),
    lies: () => shown.map(one => one.data.id),
  }
}

const subscription = (endpoint: string) => ({ endpoint, toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } }) })

describe('the worker that shows pushes', () => {
  it('shows the words, tells the server and the pages, and shows what it cannot read too', async () => {
    const { push, fire, told, pages, lies } = worker()
    await push({ id: 7, message: 3, text: 'Open Attend.', lang: 'en', urgent: true })
    await fire('push', {
      data: {
        json: () => {
          throw new SyntaxError('no JSON')
        },
      },
    })
    expect(lies()).toEqual([7, undefined])
    expect(told).toEqual([{ path: '/api/notifications/delivered', body: { ids: [7] } }])
    expect(pages).toEqual([{ type: 'pushed', id: 7 }])
  })

  it('tells the server again on a bad line, and not what is refused', async () => {
    for (const [answers, times] of [
      [['no line', { status: 503 }, { status: 204 }], 3],
      [['no line', 'no line', 'no line'], 3],
      [[{ status: 404 }], 1],
    ] as [Answer[], number][]) {
      const { push, told } = worker(() => answers.shift() ?? { status: 500 })
      await push({ id: 7 })
      expect(told.length).toBe(times)
    }
  })

  it('takes down what was read elsewhere, is over or is somebody else’s, and keeps what waits, what it cannot ask about and what just came', async () => {
    const answers: Record<string, Answer> = {
      '/api/notifications/1': { status: 200, body: { state: 'READ', over: null } },
      '/api/notifications/2': { status: 200, body: { state: 'DELIVERED', over: null } },
      '/api/notifications/3': { status: 200, body: { state: 'PENDING', over: '2027-01-15T08:00:00Z' } },
      '/api/notifications/4': { status: 404 },
      '/api/notifications/5': { status: 401 },
      '/api/notifications/6': 'no line',
      '/api/notifications/7': { status: 200, body: { state: 'ACKNOWLEDGED', over: null } },
    }
    let asleep = true
    const { push, fire, lies } = worker(path => (asleep ? 'no line' : (answers[path] ?? { status: 204 })))
    for (const id of [1, 2, 3, 4, 5, 6]) await push({ id, message: 100 + id })
    expect(lies()).toEqual([1, 2, 3, 4, 5, 6])
    asleep = false
    await push({ id: 7, message: 107 })
    expect(lies()).toEqual([2, 5, 6, 7])
    // A page is open again: what just came is old by now.
    await fire('message', { data: { type: 'tidy' } })
    expect(lies()).toEqual([2, 5, 6])
    await fire('message', { data: null })
    expect(lies()).toEqual([2, 5, 6])
  })

  it('tells the server the address that a push service gave in place of another', async () => {
    const { fire, told, subscribed } = worker(path =>
      path === '/api/notifications/push-key' ? { status: 200, body: { public_key: 'BKey' } } : { status: 200 },
    )
    await fire('pushsubscriptionchange', { oldSubscription: subscription('https://push.example.org/old'), newSubscription: null })
    expect(subscribed).toEqual([{ userVisibleOnly: true, applicationServerKey: 'BKey' }])
    await fire('pushsubscriptionchange', { oldSubscription: null, newSubscription: subscription('https://push.example.org/given') })
    expect(subscribed.length).toBe(1)
    const keys = { p256dh: 'p', auth: 'a' }
    expect(told).toEqual([
      {
        path: '/api/notifications/devices',
        body: { name: 'Browser', endpoint: 'https://push.example.org/new', keys, replaces: 'https://push.example.org/old' },
      },
      { path: '/api/notifications/devices', body: { name: 'Browser', endpoint: 'https://push.example.org/given', keys, replaces: null } },
    ])
  })
})
