import { expect, it } from 'vitest'
import { FakeSurroundings } from '../testing/fakeSurroundings'
import { Here } from './here'
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
