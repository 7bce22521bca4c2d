import { describe, expect, it, vi } from 'vitest'
import type { DeliveryView } from '../platform/wire'
import { DeliveryFeed, fits, hold, LastMinute, together } from './deliveries'

const one = (id: number, more: Partial<DeliveryView> = {}): DeliveryView =>
  ({
    id,
    message_id: id,
    version: 1,
    state: 'SENT',
    way: 'sms',
    kind: 'alarm',
    subject: 'alarm:1',
    user_id: 5,
    said_at: '2026-03-02T08:00:00Z',
    ...more,
  }) as DeliveryView
const ids = (rows: readonly DeliveryView[]) => rows.map(row => row.id)
const any = () => true
const atOnce = (then: () => void) => then()

describe('the list of deliveries', () => {
  it('is the pages brought up to date, with what is new above them', () => {
    const { rows } = together(
      [one(5), one(4)],
      [one(4, { version: 2, state: 'FAILED' }), one(6), one(5, { version: 0, state: 'PENDING' })],
      any,
      null,
      true,
    )
    expect(rows.map(row => [row.id, row.state])).toEqual([
      [6, 'SENT'],
      [5, 'SENT'],
      [4, 'FAILED'],
    ])
  })

  it('leaves to its page what is older than the last one asked for', () => {
    expect(ids(together([one(5), one(4)], [one(3)], any, null, false).rows)).toEqual([5, 4])
    expect(ids(together([one(5), one(4)], [one(3)], any, null, true).rows)).toEqual([5, 4, 3])
  })

  it('drops what no longer belongs into it', () => {
    const waiting = fits({ state: 'SENT' }, { from: null, to: null })
    expect(ids(together([one(5), one(4)], [one(5, { version: 2, state: 'READ' })], waiting, null, true).rows)).toEqual([4])
  })

  it('stands still while it is held, and each line still tells the truth', () => {
    const waiting = fits({ state: 'SENT' }, { from: null, to: null })
    const held = hold([one(5), one(4)])
    const { rows, newer } = together([one(5), one(4), one(3)], [one(6), one(7), one(5, { version: 2, state: 'READ' })], waiting, held, true)
    expect(rows.map(row => [row.id, row.state])).toEqual([
      [5, 'READ'],
      [4, 'SENT'],
      [3, 'SENT'],
    ])
    expect(newer).toBe(2)
  })

  it('takes by every filter what the server would take', () => {
    const span = { from: '2026-03-02T08:00:00Z', to: '2026-03-02T09:00:00Z' }
    const search = { state: 'amiss', way: 'sms', kind: 'alarm', user: '5', subject: 'alarm:1' }
    const take = fits(search, span)
    expect(take(one(1, { state: 'EXPIRED' }))).toBe(true)
    for (const other of [
      { state: 'SENT' },
      { way: 'email' },
      { kind: 'test' },
      { user_id: 6 },
      { subject: 'alarm:2' },
      { said_at: '2026-03-02T09:00:00Z' },
      { said_at: '2026-03-02T07:59:59Z' },
    ] as Partial<DeliveryView>[])
      expect(take(one(1, { state: 'FAILED', ...other }))).toBe(false)
  })
})

describe('the feed of deliveries', () => {
  it('keeps the newest five hundred, and counts what it does not show', () => {
    const feed = new DeliveryFeed(
      () => {},
      () => 1000,
      atOnce,
    )
    feed.receive({ type: 'initial_data', data: { deliveries: [] } })
    for (let from = 0; from < 700; from += 25)
      feed.receive({
        type: 'deliveries',
        data: {
          deliveries: Array.from({ length: 25 }, (_, at) => one(from + at)),
          moved: [{ way: 'sms', state: 'SENT', count: 400 }],
          left_out: 375,
        },
      })
    expect(feed.things.size).toBeLessThanOrEqual(600)
    expect(feed.things.get(699)).toBeDefined()
    expect(feed.things.get(0)).toBeUndefined()
    expect(feed.minute.of(1000).get('SENT')).toBe(28 * 400)
    expect(feed.floodedAt).toBe(1000)
  })

  it('has what was asked for asked again when something was missed', () => {
    const missed = vi.fn()
    const feed = new DeliveryFeed(missed, () => 0, atOnce)
    feed.receive({ type: 'initial_data', data: { deliveries: [one(1)] } })
    expect(missed).not.toHaveBeenCalled()
    feed.receive({ type: 'gap' })
    feed.receive({ type: 'initial_data', data: { deliveries: [one(2)] } })
    expect(missed).toHaveBeenCalledTimes(1)
    expect(ids(feed.things.all())).toEqual([2])
  })
})

it('forgets after a minute', () => {
  const minute = new LastMinute()
  minute.add(0, [{ way: 'sms', state: 'SENT', count: 3 }])
  minute.add(30_000, [
    { way: 'email', state: 'SENT', count: 4 },
    { way: 'sms', state: 'FAILED', count: 1 },
  ])
  expect([...minute.of(59_999)]).toEqual([
    ['SENT', 7],
    ['FAILED', 1],
  ])
  expect([...minute.of(59_999, 'sms')]).toEqual([
    ['SENT', 3],
    ['FAILED', 1],
  ])
  expect([...minute.of(60_000)]).toEqual([
    ['SENT', 4],
    ['FAILED', 1],
  ])
  expect(minute.of(90_000).size).toBe(0)
})
