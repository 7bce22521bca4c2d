import { expect, it } from 'vitest'
import type { HospitalView, PreAlertView } from '../platform/wire'
import { Arrivals, byArrival, type News, passed } from './arrivals'

const alert = (more: Partial<PreAlertView> = {}): PreAlertView =>
  ({
    id: 1,
    response_id: 10,
    unit_number: 'M12',
    state: 'SENT',
    state_since: '2026-03-02T08:00:00Z',
    priority: 'HIGH',
    emergency_type: 'CARDIAC',
    eta: '2026-03-02T08:10:00Z',
    eta_from: 'estimate',
    eta_at: '2026-03-02T08:00:00Z',
    patients: [{ id: 5, age: 41, sex: 'female', condition: null, changed_at: null }],
    version: 1,
    ...more,
  }) as PreAlertView

function begun(pre_alerts: PreAlertView[] = []) {
  const news: News[] = []
  const arrivals = new Arrivals(
    one => news.push(one),
    then => then(),
    () => 7,
  )
  const hear = (type: string, data: unknown, event?: string) => arrivals.receive({ type, data, ...(event ? { event } : {}) })
  hear('initial_data', {
    hospital: { id: 3, version: 1 },
    arrivals: [],
    pre_alerts,
    answer_within_seconds: 180,
    transfer_marks_seconds: [900, 1800, 3600],
  })
  return { arrivals, news, hear }
}

it('announces a pre-alert once, and tells when its patients change', () => {
  const { arrivals, news, hear } = begun()
  hear('pre_alert_update', alert(), 'PRE_ALERT_SENT')
  hear('pre_alert_update', alert({ state: 'ACCEPTED', version: 2 }), 'PRE_ALERT_ACCEPTED')
  expect(news.map(one => one.kind)).toEqual(['announced'])
  const worse = alert({
    state: 'ACCEPTED',
    version: 2,
    patients: [{ id: 5, age: 41, sex: 'female', condition: 'STEMI', changed_at: null }],
  })
  hear('pre_alert_update', worse, 'PATIENT_CHANGED')
  expect(news.map(one => one.kind)).toEqual(['announced', 'changed'])
  expect(arrivals.alerts.get(1)?.patients?.[0]?.condition).toBe('STEMI')
})

it('takes a new time of arrival without telling anybody', () => {
  const { arrivals, news, hear } = begun([alert()])
  hear('pre_alert_update', { id: 1, eta: '2026-03-02T08:05:00Z', eta_from: 'estimate', eta_at: '2026-03-02T08:02:00Z' }, 'ETA_UPDATE')
  expect(arrivals.alerts.get(1)).toMatchObject({ eta: '2026-03-02T08:05:00Z', state: 'SENT', unit_number: 'M12' })
  expect(news).toEqual([])
})

it('says who goes elsewhere until somebody has taken note, and not of one who only sets out anew', () => {
  const { arrivals, news, hear } = begun([alert(), alert({ id: 2, response_id: 20, unit_number: 'M13' })])
  hear('pre_alert_update', alert({ state: 'MOVED', version: 2 }), 'PRE_ALERT_MOVED')
  expect(arrivals.gone()).toEqual([{ id: 10, unit: 'M12', why: 'elsewhere', at: 7 }])
  hear('pre_alert_update', alert({ id: 2, response_id: 20, state: 'MOVED', version: 2 }), 'PRE_ALERT_MOVED')
  hear('pre_alert_update', alert({ id: 3, response_id: 20, unit_number: 'M13' }), 'PRE_ALERT_SENT')
  expect(arrivals.gone().map(departure => departure.unit)).toEqual(['M12'])
  arrivals.takeNote(10)
  expect(arrivals.gone()).toEqual([])
  expect(news.map(one => one.kind)).toEqual(['departed', 'departed', 'announced'])
})

it('does not bring back a unit whose answer comes after it has gone, but shows one whose transfer was undone', () => {
  const { arrivals, news, hear } = begun([alert()])
  arrivals.takeAnswer(alert({ state: 'ACCEPTED', version: 2 }))
  expect(arrivals.alerts.get(1)?.state).toBe('ACCEPTED')
  hear('pre_alert_update', alert({ state: 'MOVED', version: 3 }), 'PRE_ALERT_MOVED')
  arrivals.takeAnswer(alert({ state: 'ACCEPTED', version: 2 }))
  expect(arrivals.alerts.all()).toEqual([])
  expect(news.map(one => one.kind)).toEqual(['departed'])
  hear('pre_alert_update', alert({ state: 'ARRIVED', version: 5 }), 'PRE_ALERT_UNDONE')
  expect(arrivals.alerts.get(1)?.state).toBe('ARRIVED')
})

it('does not call a transfer of care a departure', () => {
  const { arrivals, hear } = begun([alert({ state: 'ARRIVED', version: 3 })])
  hear('pre_alert_update', alert({ state: 'ENDED', version: 4 }), 'PRE_ALERT_ENDED')
  expect(arrivals.alerts.all()).toEqual([])
  expect(arrivals.gone()).toEqual([])
})

it('tells of a diversion once, whoever hears of it first, and of no bed', () => {
  const { arrivals, news, hear } = begun()
  hear('hospital_update', { id: 3, version: 2, available_beds: 7 }, 'CAPACITY_UPDATE')
  arrivals.takeHospital({ id: 3, version: 3, on_diversion: true } as HospitalView)
  hear('hospital_update', { id: 3, version: 3, on_diversion: true }, 'HOSPITAL_DIVERTED')
  expect(news.map(one => one.kind)).toEqual(['diversion_changed'])
})

it('shows who comes first, and of whom nobody knows last', () => {
  const order = [alert({ id: 1, eta: null }), alert({ id: 2 }), alert({ id: 3, eta: '2026-03-02T08:01:00Z' })].toSorted(byArrival)
  expect(order.map(one => one.id)).toEqual([3, 2, 1])
})

it('knows which mark a wait has passed', () => {
  expect([10, 900, 2000, 9999].map(waited => passed([900, 1800, 3600], waited))).toEqual([null, 900, 1800, 3600])
})
