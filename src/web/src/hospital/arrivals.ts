import { atOnce, Keyed, type Versioned } from '../platform/live/keyed'
import type { Message } from '../platform/live/socket'
import { Standing } from '../platform/live/standing'
import type { HospitalView, PreAlertView, ResponseState } from '../platform/wire'

/** A unit on its way to the hospital or waiting there, as the hospital's channel shows it. */
export interface ArrivingUnit extends Versioned {
  response_id: number
  unit_number: string
  state: ResponseState
  at_hospital_at: string | null
  transferred_care_at: string | null
  actions: string[]
}

interface Snapshot {
  hospital: HospitalView
  arrivals: Omit<ArrivingUnit, 'id'>[]
  pre_alerts: PreAlertView[]
  answer_within_seconds: number
  transfer_marks_seconds: number[]
}

/** Somebody who was expected and comes no more. */
export interface Departure {
  id: number
  unit: string
  why: 'elsewhere' | 'ended'
  at: number
}

/** What happened that a person should see or hear beside the list. */
export type News =
  | { kind: 'announced'; alert: PreAlertView }
  | { kind: 'changed'; alert: PreAlertView }
  | { kind: 'departed'; departure: Departure }
  | { kind: 'handed_over' }
  | { kind: 'diversion_changed' }
  | { kind: 'caught_up' }

/** What the server holds a hospital to, in milliseconds. */
export interface Limits {
  answerWithin: number
  transferMarks: readonly number[]
}

const expected = new Set(['SENT', 'ACCEPTED', 'DECLINED', 'ARRIVED'])

const keptDepartures = 5

/** One hospital's picture: who comes and who waits, fed by `/ws/hospital/{id}/` and by nothing else. */
export class Arrivals {
  readonly alerts: Keyed<PreAlertView>
  readonly units: Keyed<ArrivingUnit>
  readonly hospitals: Keyed<HospitalView>
  readonly standing = new Standing()
  private limits: Limits = { answerWithin: 0, transferMarks: [] }
  private departures: readonly Departure[] = []

  constructor(
    private readonly tell: (news: News) => void = () => {},
    schedule?: (then: () => void) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.alerts = new Keyed(schedule ?? atOnce)
    this.units = new Keyed(schedule)
    this.hospitals = new Keyed(schedule)
  }

  held = (): Limits => this.limits

  /** The newest first, until somebody has taken note. */
  gone = (): readonly Departure[] => this.departures

  receive = ({ type, event, data }: Message): void => {
    switch (type) {
      case 'initial_data':
        this.begin(data as Snapshot)
        break
      case 'gap':
        this.standing.gap()
        break
      case 'hospital_update':
        this.takeHospital(data as HospitalView)
        break
      case 'arrival_update':
        this.takeUnit(event, data as Omit<ArrivingUnit, 'id'>)
        break
      case 'arrival_removed':
        this.units.remove((data as { response_id: number }).response_id)
        this.tell({ kind: 'handed_over' })
        break
      case 'pre_alert_update':
        if (event === 'ETA_UPDATE') this.takeEta(data as Pick<PreAlertView, 'id' | 'eta' | 'eta_from' | 'eta_at'>)
        else this.takeAlert(data as PreAlertView)
        break
    }
  }

  /**
   * What the server answered to a press here: it is on the socket as well, a moment later. If the socket was first and has taken the unit
   * off the list since, the answer comes too late and must not bring it back.
   */
  takeAnswer(alert: PreAlertView): void {
    if (this.alerts.get(alert.id)) this.takeAlert(alert)
  }

  private takeAlert(alert: PreAlertView): void {
    const before = this.alerts.get(alert.id)
    if (!expected.has(alert.state)) {
      if (!before) return
      this.alerts.remove(alert.id)
      if (alert.state === 'MOVED') this.depart(before, 'elsewhere')
      else if (before.state !== 'ARRIVED') this.depart(before, 'ended')
      return
    }
    if (!this.alerts.put(alert)) return
    if (!before) {
      this.takeNote(alert.response_id)
      this.tell({ kind: 'announced', alert })
    } else if (said(before) !== said(alert)) this.tell({ kind: 'changed', alert })
  }

  takeNote(id: number): void {
    if (!this.departures.some(departure => departure.id === id)) return
    this.departures = this.departures.filter(departure => departure.id !== id)
    this.standing.tell()
  }

  private begin(snapshot: Snapshot) {
    this.limits = {
      answerWithin: snapshot.answer_within_seconds * 1000,
      transferMarks: snapshot.transfer_marks_seconds.map(mark => mark * 1000),
    }
    this.hospitals.replace([snapshot.hospital])
    this.units.replace(snapshot.arrivals.map(named))
    this.alerts.replace(snapshot.pre_alerts)
    if (this.standing.snapshot()) this.tell({ kind: 'caught_up' })
  }

  /** What a person may do with the hospital depends on its diversion; its beds and whom it expects change too often to ask each time. */
  takeHospital(hospital: HospitalView): void {
    const before = this.hospitals.get(hospital.id)
    if (this.hospitals.put(hospital) && before?.on_diversion !== hospital.on_diversion) this.tell({ kind: 'diversion_changed' })
  }

  private takeUnit(event: string | undefined, unit: Omit<ArrivingUnit, 'id'>) {
    this.units.put(named(unit))
    if (event === 'CARE_TRANSFERRED' || event === 'STEP_UNDONE' || event === 'STAMP_CORRECTED') this.tell({ kind: 'handed_over' })
  }

  /** A time of arrival is a state of the announcement and no news of it: the order of the list follows, nobody is told. */
  private takeEta({ id, eta, eta_from, eta_at }: Pick<PreAlertView, 'id' | 'eta' | 'eta_from' | 'eta_at'>) {
    const known = this.alerts.get(id)
    if (known) this.alerts.put({ ...known, eta, eta_from, eta_at })
  }

  private depart(alert: PreAlertView, why: Departure['why']) {
    const departure = { id: alert.response_id, unit: alert.unit_number, why, at: this.now() }
    this.departures = [departure, ...this.departures.filter(({ id }) => id !== departure.id)].slice(0, keptDepartures)
    this.standing.tell()
    this.tell({ kind: 'departed', departure })
  }
}

/** What the hospital prepares by: when it is another one, somebody should look. */
const said = ({ patients, priority, emergency_type }: PreAlertView): string =>
  JSON.stringify([priority, emergency_type, patients?.map(({ id, age, sex, condition }) => [id, age, sex, condition])])

const named = (unit: Omit<ArrivingUnit, 'id'>): ArrivingUnit => ({ ...unit, id: unit.response_id })

export const isUnanswered = (alert: PreAlertView): boolean => alert.state === 'SENT'

export const hasArrived = (alert: PreAlertView): boolean => alert.state === 'ARRIVED'

/** On the way by when they will be there, those of whom nobody knows last. */
export function byArrival(a: PreAlertView, b: PreAlertView): number {
  return time(a.eta, Number.MAX_SAFE_INTEGER) - time(b.eta, Number.MAX_SAFE_INTEGER) || a.id - b.id
}

/** Waiting for the transfer of care, the longest first. */
export function byWait(a: PreAlertView, b: PreAlertView): number {
  return Date.parse(a.state_since) - Date.parse(b.state_since) || a.id - b.id
}

const time = (at: string | null, otherwise: number): number => (at === null ? otherwise : Date.parse(at))

/** The last mark that a wait has passed, in milliseconds; null before the first. */
export function passed(marks: readonly number[], waited: number): number | null {
  return marks.filter(mark => waited >= mark).at(-1) ?? null
}
