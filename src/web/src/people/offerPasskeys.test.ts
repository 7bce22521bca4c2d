import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Problem } from '../platform/problem'
import type { Me } from '../platform/wire'
import { offerPasskeys } from './offerPasskeys'

const ada = { id: 1, full_name: 'Ada' } as Me

/** A browser that answers when the test does. */
function surroundings({ listed = true } = {}) {
  const asked: { quietly: boolean; signal: AbortSignal; answer: (user: Me) => void; refuse: (problem: unknown) => void }[] = []
  const entered: Me[] = []
  const refused: unknown[] = []
  const offer = offerPasskeys({
    listed: async () => listed,
    ask: (signal, quietly) =>
      new Promise<Me>((answer, refuse) => {
        asked.push({ quietly, signal, answer, refuse })
        signal.addEventListener('abort', () => refuse(new Problem('passkey_aborted', 0, '')))
      }),
    seen: async () => {},
    entered: user => entered.push(user),
    refused: problem => refused.push(problem),
  })
  return { offer, asked, entered, refused }
}

const settled = () => vi.advanceTimersByTimeAsync(1)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('waits quietly under the field and lets whoever chooses one in', async () => {
  const { asked, entered, refused } = surroundings()
  await settled()
  expect(asked.map(one => one.quietly)).toEqual([true])
  asked[0]?.answer(ada)
  await settled()
  expect(entered).toEqual([ada])
  expect([asked.length, refused.length]).toEqual([1, 0])
})

it('asks a new question before the old one is over, and tells nobody', async () => {
  const { asked, refused } = surroundings()
  await vi.advanceTimersByTimeAsync(4 * 60_000 + 1)
  expect(asked.map(one => [one.quietly, one.signal.aborted])).toEqual([
    [true, true],
    [true, false],
  ])
  expect(refused).toEqual([])
})

it('asks one question at a time: the button takes the quiet one back, and gives it back when it is cancelled', async () => {
  const { offer, asked, refused } = surroundings()
  await settled()
  const over = offer.press()
  await settled()
  expect(asked.map(one => [one.quietly, one.signal.aborted])).toEqual([
    [true, true],
    [false, false],
  ])
  const cancelled = new Problem('passkey_not_chosen', 0, '')
  asked[1]?.refuse(cancelled)
  await over
  await settled()
  expect(refused).toEqual([cancelled])
  expect(asked.map(one => one.quietly)).toEqual([true, false, true])
})

it('is pressed where the browser lists nothing', async () => {
  const { offer, asked, entered } = surroundings({ listed: false })
  void offer.press()
  await settled()
  expect(asked.map(one => one.quietly)).toEqual([false])
  asked[0]?.answer(ada)
  await settled()
  expect(entered).toEqual([ada])
})

it('is pressed before it is known whether the browser lists any', async () => {
  const { offer, asked } = surroundings()
  void offer.press()
  await settled()
  expect(asked.map(one => one.quietly)).toEqual([false])
})

it('tells what the server has against a passkey and offers again; a quiet failure of the browser stays quiet', async () => {
  const { asked, refused } = surroundings()
  await settled()
  const removed = new Problem('bad_passkey', 401, '')
  asked[0]?.refuse(removed)
  await settled()
  expect(refused).toEqual([removed])
  expect(asked.length).toBe(2)
  asked[1]?.refuse(new Problem('unreachable', 0, ''))
  await settled()
  expect([asked.length, refused.length]).toEqual([2, 1])
})

it('stops with the page', async () => {
  const { offer, asked, refused } = surroundings()
  await settled()
  offer.stop()
  await settled()
  expect(asked.map(one => one.signal.aborted)).toEqual([true])
  expect(refused).toEqual([])
})
