import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Problem, unreachable } from '../platform/problem'
import { type FixShelf, type KeptFix, PositionSharing } from './sharing'

const start = Date.parse('2026-03-01T12:00:00Z')

/** The phone's receiver, which a test moves. */
let move: (longitude: number, at: number) => void

beforeEach(() => {
  vi.useFakeTimers({ now: start })
  vi.stubGlobal('navigator', {
    geolocation: {
      watchPosition: (found: (position: unknown) => void) => {
        move = (longitude, at) => found({ coords: { latitude: 52.5, longitude, speed: null, heading: null, accuracy: 10 }, timestamp: at })
        return 1
      },
      clearWatch: () => {},
    },
  })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function set(user = 5) {
  const held = new Map<number, KeptFix>()
  let keys = 0
  const shelf: FixShelf = {
    add: async fix => void held.set(++keys, fix),
    all: async () => ({ keys: [...held.keys()], fixes: [...held.values()] }),
    remove: async gone => {
      for (const key of gone) held.delete(key)
    },
  }
  const sent: number[][] = []
  let failure: Error | null = null
  let present = user
  const sharing = new PositionSharing(
    user,
    shelf,
    async fixes => {
      if (failure) throw failure
      expect(Object.keys(fixes[0] ?? {})).not.toContain('user')
      sent.push(fixes.map(fix => fix.longitude))
    },
    one => one === present,
  )
  const signIn = (next: number) => {
    present = next
  }
  const fail = (next: Error | null) => {
    failure = next
  }
  return { sharing, sent, held, fail, signIn }
}

const settled = () => vi.advanceTimersByTimeAsync(0)

it('sends the last seconds of a call at its end', async () => {
  const { sharing, sent, held } = set()
  const stop = sharing.start(
    9,
    () => {},
    () => {},
  )
  move(13.1, start)
  await settled()
  await vi.advanceTimersByTimeAsync(4_000)
  move(13.2, start + 4_000)
  stop()
  await settled()
  expect(sent).toEqual([[13.1], [13.2]])
  expect(held.size).toBe(0)
})

it('keeps the way without a network, says whose it was, and sends it when the line is back, call or no call', async () => {
  const { sharing, sent, held, fail } = set()
  fail(unreachable())
  const stop = sharing.start(
    9,
    () => {},
    () => {},
  )
  move(13.1, start)
  await settled()
  move(13.2, start + 14_000)
  await vi.advanceTimersByTimeAsync(15_000)
  stop()
  await settled()
  expect([...held.values()].map(fix => fix.unit_id)).toEqual([9, 9])
  fail(null)
  await sharing.flush()
  expect(sent).toEqual([[13.1, 13.2]])
  expect(held.size).toBe(0)
})

it('lets go of what is older than a mission, and of what the server will never take', async () => {
  const { sharing, sent, held, fail } = set()
  fail(unreachable())
  const stop = sharing.start(
    9,
    () => {},
    () => {},
  )
  move(13.1, start)
  await settled()
  stop()
  await settled()
  vi.setSystemTime(start + 5 * 3_600_000)
  fail(null)
  await sharing.flush()
  expect([sent, held.size]).toEqual([[], 0])

  fail(new Problem('invalid', 400, 'No.'))
  sharing.start(
    9,
    () => {},
    () => {},
  )
  move(13.2, start + 5 * 3_600_000)
  await settled()
  expect(held.size).toBe(0)
})

it('sends nothing twice however many ask at once', async () => {
  const { sharing, sent, fail } = set()
  fail(unreachable())
  const stop = sharing.start(
    9,
    () => {},
    () => {},
  )
  move(13.1, start)
  await settled()
  fail(null)
  await Promise.all([sharing.flush(), sharing.flush(), sharing.flush()])
  stop()
  await settled()
  expect(sent).toEqual([[13.1]])
})

it('sends nobody’s way in another’s name, though both share one phone', async () => {
  const { sharing, sent, held, signIn } = set()
  const stop = sharing.start(
    9,
    () => {},
    () => {},
  )
  signIn(6)
  move(13.1, start)
  await settled()
  stop()
  held.set(99, { ...([...held.values()][0] as KeptFix), longitude: 14, user: 6 })
  expect([sent, held.size]).toEqual([[], 2])
  signIn(5)
  await sharing.flush()
  expect(sent).toEqual([[13.1]])
  expect([...held.keys()]).toEqual([99])
})
