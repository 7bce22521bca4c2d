import { expect, it } from 'vitest'
import { FakeSurroundings } from '../testing/fakeSurroundings'
import { Here, keeperOf } from './here'
import { Problem, unreachable } from './problem'

const settled = () => new Promise(resolve => setTimeout(resolve, 0))

function set(kept = new Map<string, string>()) {
  const keeper = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  const server = { tries: 0, failure: null as Error | null }
  const surroundings = new FakeSurroundings()
  const end = async () => {
    server.tries++
    if (server.failure) throw server.failure
  }
  return { kept, server, surroundings, here: new Here(keeper, end, surroundings) }
}

it('ends the session of whoever signs out', async () => {
  const { here, server } = set()
  here.enter(5)
  expect([here.is(5), here.is(6), here.isLeaving()]).toEqual([true, false, false])
  await here.leave()
  expect([server.tries, here.isLeaving()]).toEqual([1, false])
})

it('has let go of whoever signs out without a network at once, remembers it over a reload, and tells the server later', async () => {
  const first = set()
  first.server.failure = unreachable()
  first.here.enter(5)
  await first.here.leave()
  expect([first.here.isLeaving(), first.here.is(5)]).toEqual([true, false])

  const second = set(first.kept)
  second.server.failure = unreachable()
  await second.here.settle()
  expect(second.here.isLeaving()).toBe(true)
  second.server.failure = null
  second.surroundings.pass(60_000)
  await settled()
  expect([second.here.isLeaving(), second.here.is(5)]).toEqual([false, true])
  expect(second.server.tries).toBe(2)
})

it('has let go before the last word is said, ends the session after it, and lets nobody in meanwhile', async () => {
  const { here, server } = set()
  here.enter(5)
  let said = () => {}
  const left = here.leave(new Promise<void>(resolve => (said = resolve)))
  let free = false
  const next = here.settle().then(() => (free = true))
  await settled()
  expect([here.isLeaving(), server.tries, free]).toEqual([true, 0, false])
  said()
  await Promise.all([left, next])
  expect([here.isLeaving(), server.tries, free]).toEqual([false, 1, true])
})

it('does not end the session of whoever came in by another page while the last word was said', async () => {
  const { here, server } = set()
  here.enter(5)
  let said = () => {}
  const left = here.leave(new Promise<void>(resolve => (said = resolve)))
  here.enter(6)
  said()
  await left
  expect([server.tries, here.is(6)]).toEqual([0, true])
})

it('waits no longer than a moment for a line that swallows the request', async () => {
  const { kept, surroundings } = set()
  const keeper = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  const here = new Here(keeper, () => new Promise(() => {}), surroundings)
  const left = here.leave()
  surroundings.pass(2_000)
  await left
  expect(here.isLeaving()).toBe(true)
})

it('takes a session that the server does not know any more for ended', async () => {
  const { here, server } = set()
  server.failure = new Problem('unauthenticated', 401, 'Sign in first.')
  await here.leave()
  expect(here.isLeaving()).toBe(false)
})

it('never ends the session of whoever came in meanwhile', async () => {
  const { here, server, surroundings } = set()
  server.failure = unreachable()
  await here.leave()
  here.enter(6)
  surroundings.pass(60_000)
  await here.settle()
  expect([server.tries, here.is(6)]).toEqual([1, true])
})

/** A page of a browser whose storage is full for what is new or longer. */
function fullPage(kept: Map<string, string>) {
  const listeners = new Map<string, (event: never) => void>()
  const localStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (value.length > (kept.get(key)?.length ?? 0)) throw new DOMException('Full.', 'QuotaExceededError')
      kept.set(key, value)
    },
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage
  const addEventListener = (type: string, listener: (event: never) => void) => void listeners.set(type, listener)
  const hear = (type: string, event: object) => listeners.get(type)?.(event as never)
  return { page: { localStorage, addEventListener } as unknown as Window, hear }
}

it('lets go of whoever leaves a browser that has no room, also when the page is opened anew', async () => {
  const kept = new Map([['attend.here', '5']])
  const end = async () => {
    throw unreachable()
  }
  await new Here(keeperOf(fullPage(kept).page), end, new FakeSurroundings()).leave()
  const reopened = new Here(keeperOf(fullPage(kept).page), end, new FakeSurroundings())
  expect([reopened.isLeaving(), reopened.is(5)]).toEqual([true, false])

  // Nobody was known, so that there is nothing to take the place of: it holds at least for this page.
  const { page, hear } = fullPage(new Map())
  const here = new Here(keeperOf(page), end, new FakeSurroundings())
  await here.leave()
  expect(here.isLeaving()).toBe(true)
  // Until another page knows better.
  hear('storage', { key: 'attend.here' })
  expect(here.isLeaving()).toBe(false)
})

it('hears when another page lets its person go, or lets in another', async () => {
  const { page, hear } = fullPage(new Map([['attend.here', '5']]))
  const here = new Here(keeperOf(page), async () => {}, new FakeSurroundings())
  let left = 0
  here.follow(() => left++, page)
  const another = (oldValue: string | null, newValue: string | null) => hear('storage', { key: 'attend.here', oldValue, newValue })
  hear('storage', { key: 'attend.language', oldValue: 'en', newValue: 'de' })
  for (const [before, after] of [
    ['5', '5'],
    ['-', null],
    [null, '5'],
    ['-', '6'],
  ] as const)
    another(before, after)
  expect(left).toBe(0)
  another('5', '-')
  another('5', '6')
  expect(left).toBe(2)
})
