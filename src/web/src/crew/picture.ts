import { atOnce, Keyed } from '../platform/live/keyed'
import type { Message } from '../platform/live/socket'
import { Standing } from '../platform/live/standing'
import type { AlarmView, CallView, PatientView, PreAlertView, ResponseView, UnitView } from '../platform/wire'

/** What the server said last of this crew's unit and calls; kept on the device, so that a start without a network shows it. */
export interface Snapshot {
  calls: CallView[]
  responses: ResponseView[]
  units: UnitView[]
  alarms: AlarmView[]
  pre_alerts: PreAlertView[]
  dispatch_number: string | null
}

/** The crew's picture, fed by `/ws/paramedic/`, by the answers to its own steps, and at a start by what the device kept. */
export class CrewPicture {
  readonly calls: Keyed<CallView>
  readonly responses: Keyed<ResponseView>
  readonly units: Keyed<UnitView>
  readonly alarms: Keyed<AlarmView>
  readonly preAlerts: Keyed<PreAlertView>
  readonly standing = new Standing()
  private number: string | null = null

  constructor(
    private readonly callChanged: (id: number) => void = () => {},
    schedule?: (then: () => void) => void,
  ) {
    this.calls = new Keyed(schedule)
    this.responses = new Keyed(schedule ?? atOnce)
    this.units = new Keyed(schedule)
    this.alarms = new Keyed(schedule ?? atOnce)
    this.preAlerts = new Keyed(schedule)
  }

  dispatchNumber = (): string | null => this.number

  receive = ({ type, data }: Message): void => {
    switch (type) {
      case 'initial_data':
        this.show(data as Snapshot)
        this.standing.snapshot()
        break
      case 'gap':
        this.standing.gap()
        break
      case 'emergency_update':
        this.calls.put(data as CallView)
        this.callChanged((data as CallView).id)
        break
      case 'response_update':
        this.responses.put(data as ResponseView)
        break
      case 'ambulance_update':
        this.units.put(data as UnitView)
        break
      case 'ambulance_alarm':
        this.alarms.put(data as AlarmView)
        break
      case 'pre_alert_update':
        this.preAlerts.put(data as PreAlertView)
        break
    }
  }

  /** What became of a patient, as the server answered an edit; news of the call may have been here first. */
  putPatient(call: number, patient: PatientView): void {
    const known = this.calls.get(call)
    if (!known?.patients.some(one => one.id === patient.id && one.version <= patient.version)) return
    this.calls.put({ ...known, patients: known.patients.map(one => (one.id === patient.id ? patient : one)) })
  }

  /** What the device kept from an earlier page; the server's word is newer whenever it came. */
  remember(snapshot: Snapshot): void {
    if (this.standing.at() !== 'waiting') return
    this.show(snapshot)
    this.standing.remember()
  }

  snapshot = (): Snapshot => ({
    calls: [...this.calls.all()],
    responses: [...this.responses.all()],
    units: [...this.units.all()],
    alarms: [...this.alarms.all()],
    pre_alerts: [...this.preAlerts.all()],
    dispatch_number: this.number,
  })

  /** Hears of every change of anything, once a frame. */
  watch(listener: () => void): () => void {
    const stop = [this.calls, this.responses, this.units, this.alarms, this.preAlerts].map(things => things.subscribeAll(listener))
    return () => {
      for (const one of stop) one()
    }
  }

  private show(snapshot: Snapshot) {
    this.calls.replace(snapshot.calls)
    this.responses.replace(snapshot.responses)
    this.units.replace(snapshot.units)
    this.alarms.replace(snapshot.alarms)
    this.preAlerts.replace(snapshot.pre_alerts)
    this.number = snapshot.dispatch_number
  }
}
