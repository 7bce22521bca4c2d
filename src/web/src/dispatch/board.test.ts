import { describe, expect, it } from 'vitest'
import type { AlarmView, PositionView } from '../platform/wire'
import { alarmView, callView } from '../testing/exampleCalls'
import { unitView } from '../testing/exampleUnits'
import { ringing } from './alarms'
import { Board, type News } from './board'

function board() {
  const told: News[] = []
  const made = new Board(
    news => told.push(news),
    then => then(),
  )
  return { board: made, told, kinds: () => told.map(news => news.kind).filter(kind => kind !== 'call_changed') }
}

const fix = (at: string, latitude = 14.6): PositionView => ({
  latitude,
  longitude: 120.98,
  speed: 0,
  heading: 0,
  accuracy: 5,
  at,
  stale: false,
  position_from: 'fix',
})

const snapshot = (...parts: Partial<Parameters<typeof callView>[0]>[]) => ({
  type: 'initial_data',
  cursor: 'a.1',
  data: { calls: parts.map(callView), units: [unitView()], hospitals: [], alarms: [], targets: [] },
})

describe('the board', () => {
  it('waits until the first snapshot', () => {
    const { board: made } = board()
    expect(made.standing.at()).toBe('waiting')
    made.receive(snapshot({ id: 1 }))
    expect(made.standing.at()).toBe('current')
    expect(made.calls.size).toBe(1)
  })

  it('knows the targets from the snapshot on, and hears when one is set or taken away', () => {
    const { board: made } = board()
    const opening = snapshot()
    const targets = [
      { interval: 'response' as const, priority: 'HIGH' as const, seconds: 480 },
      { interval: 'turnout' as const, priority: 'HIGH' as const, seconds: 60 },
    ]
    made.receive({ ...opening, data: { ...opening.data, targets } })
    expect(made.target('response', 'HIGH')).toBe(480)
    expect(made.target('response', 'LOW')).toBeNull()
    let told = 0
    made.standing.subscribe(() => told++)
    made.receive({ type: 'target_update', event: 'REPORT_TARGET_SET', cursor: 'a.2', data: { targets: [{ ...targets[0], seconds: 420 }] } })
    expect([told, made.target('response', 'HIGH'), made.target('turnout', 'HIGH')]).toEqual([1, 420, null])
  })

  it('tells of a new call once, though it is replayed', () => {
    const { board: made, kinds } = board()
    made.receive(snapshot())
    const news = { type: 'emergency_update', event: 'NEW_EMERGENCY', cursor: 'a.2', data: callView({ id: 7 }) }
    made.receive(news)
    made.receive(news)
    expect(made.calls.size).toBe(1)
    expect(kinds()).toEqual(['new_call'])
  })

  it('never shows an older call after a newer one', () => {
    const { board: made } = board()
    made.receive(snapshot({ id: 1, version: 5, state: 'ON_SCENE', needs_unit: false }))
    made.receive({ type: 'emergency_update', event: 'STATUS_UPDATE', data: callView({ id: 1, version: 4, state: 'EN_ROUTE' }) })
    expect(made.calls.get(1)?.state).toBe('ON_SCENE')
  })

  it('tells the panel of every news of a call, also when the call itself did not move', () => {
    const { board: made, told } = board()
    made.receive(snapshot({ id: 1, version: 2 }))
    made.receive({ type: 'emergency_update', event: 'RESPONSE_ACKNOWLEDGED', data: callView({ id: 1, version: 2, photos: 3 }) })
    expect(told).toEqual([{ kind: 'call_changed', id: 1 }])
    expect(made.calls.get(1)?.photos).toBe(3)
  })

  it('tells when a call needs a unit again', () => {
    const { board: made, kinds } = board()
    made.receive(snapshot({ id: 1, version: 2, state: 'DISPATCHED', needs_unit: false }))
    made.receive({ type: 'emergency_update', event: 'STATUS_UPDATE', data: callView({ id: 1, version: 3, needs_unit: true }) })
    expect(kinds()).toEqual(['needs_unit'])
  })

  it('is behind after a gap until the fresh snapshot, which replaces everything', () => {
    const { board: made, kinds } = board()
    made.receive(snapshot({ id: 1, version: 9 }, { id: 2 }))
    made.receive({ type: 'gap' })
    expect(made.standing.at()).toBe('behind')
    made.receive(snapshot({ id: 1, version: 3 }))
    expect(made.standing.at()).toBe('current')
    expect(made.calls.all().map(call => [call.id, call.version])).toEqual([[1, 3]])
    expect(kinds()).toEqual(['caught_up'])
  })

  it('moves a unit only to a newer fix', () => {
    const { board: made } = board()
    made.receive(snapshot())
    const move = (at: string, latitude: number) =>
      made.receive({ type: 'ambulance_update', event: 'LOCATION_UPDATE', data: { id: 1, ...fix(at, latitude) } })
    move('2026-03-01T12:00:10Z', 1)
    move('2026-03-01T12:00:05Z', 2)
    move('2026-03-01T12:00:15Z', 3)
    expect(made.units.get(1)?.position?.latitude).toBe(3)
    made.receive({ type: 'ambulance_update', event: 'LOCATION_UPDATE', data: { id: 99, ...fix('2026-03-01T12:00:15Z') } })
    expect(made.units.size).toBe(1)
  })

  it('keeps a newer fix when a view with an older one comes', () => {
    const { board: made } = board()
    made.receive(snapshot())
    made.receive({ type: 'ambulance_update', event: 'LOCATION_UPDATE', data: { id: 1, ...fix('2026-03-01T12:00:10Z', 1) } })
    const view = unitView({ version: 2, status: 'EN_ROUTE', position: fix('2026-03-01T12:00:00Z', 9) })
    made.receive({ type: 'ambulance_update', event: 'STATUS_UPDATE', data: view })
    expect(made.units.get(1)).toMatchObject({ status: 'EN_ROUTE', position: { latitude: 1 } })
  })

  it('tells that warnings changed, of which a news says only that', () => {
    const { board: made, kinds } = board()
    made.receive(snapshot())
    made.receive({ type: 'warning_update', event: 'WARNING_ADDED', cursor: 'a.2', data: { id: 5 } })
    expect(kinds()).toEqual(['warnings_changed'])
  })

  it('rings once for an alarm, and again when it climbs', () => {
    const { board: made, kinds } = board()
    const ring = (version: number, differing: Partial<AlarmView> = {}) =>
      made.receive({ type: 'ambulance_alarm', event: 'RAISED', data: alarmView({ version, ...differing }) })
    ring(1)
    ring(1)
    expect(kinds()).toEqual(['alarm'])
    ring(2, { level: 1 })
    expect(kinds()).toEqual(['alarm', 'alarm'])
    ring(3, { level: 1, state: 'ACKNOWLEDGED' })
    ring(2, { level: 1 })
    expect(kinds()).toEqual(['alarm', 'alarm'])
    expect(ringing(made.alarms.all())).toEqual([])
  })

  it('puts a crew in distress before every other alarm', () => {
    const alarms = [
      alarmView({ id: 1, priority: 'HIGH' }),
      alarmView({ id: 2, priority: 'CRITICAL', raised_at: '2026-03-01T12:09:00Z' }),
      alarmView({ id: 3, priority: 'CRITICAL' }),
      alarmView({ id: 4, kind: 'distress', priority: null }),
    ]
    expect(ringing(alarms).map(alarm => alarm.id)).toEqual([4, 3, 2, 1])
  })

  it('forgets the oldest closed calls, and no open one', () => {
    const { board: made } = board()
    made.receive(snapshot({ id: 1 }))
    for (let id = 2; id <= 500; id++)
      made.receive({ type: 'emergency_update', event: 'STATUS_UPDATE', data: callView({ id, state: 'CLOSED', needs_unit: false }) })
    expect(made.calls.size).toBe(201)
    expect(made.calls.get(1)).toBeDefined()
    expect(made.calls.get(500)).toBeDefined()
  })

  it('forgets the oldest alarms that ended, and none that rings', () => {
    const { board: made } = board()
    made.receive(snapshot())
    made.receive({ type: 'ambulance_alarm', data: alarmView({ id: 1 }) })
    for (let id = 2; id < 300; id++) made.receive({ type: 'ambulance_alarm', data: alarmView({ id, state: 'ENDED' }) })
    expect(made.alarms.size).toBe(201)
    expect(ringing(made.alarms.all()).map(({ id }) => id)).toEqual([1])
  })
})
