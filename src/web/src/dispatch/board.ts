import { atOnce, Keyed, type Versioned } from '../platform/live/keyed'
import type { Message } from '../platform/live/socket'
import { Standing } from '../platform/live/standing'
import type { AlarmView, CallView, HospitalView, PositionView, TargetView, UnitView } from '../platform/wire'
import { isOpen } from './callOrder'
import type { Targets } from './targets'

interface Snapshot {
  calls: CallView[]
  units: UnitView[]
  hospitals: HospitalView[]
  alarms: AlarmView[]
  targets: TargetView[]
}

/** What happened on the board that somebody beside the lists should know: the panel, or a person's ears. */
export type News =
  | { kind: 'call_changed'; id: number }
  | { kind: 'new_call'; call: CallView }
  | { kind: 'needs_unit'; call: CallView }
  | { kind: 'alarm'; alarm: AlarmView }
  | { kind: 'message'; call: CallView }
  | { kind: 'warnings_changed' }
  | { kind: 'caught_up' }

const overKept = 200

/** The dispatcher's picture: calls, units and hospitals by id, fed by `/ws/dispatchers/` and by nothing else. */
export class Board {
  readonly calls: Keyed<CallView>
  readonly units: Keyed<UnitView>
  readonly hospitals: Keyed<HospitalView>
  readonly alarms: Keyed<AlarmView>
  readonly standing = new Standing()
  private targets = new Map<string, number>()

  constructor(
    private readonly tell: (news: News) => void = () => {},
    schedule?: (then: () => void) => void,
  ) {
    this.calls = new Keyed(schedule)
    this.units = new Keyed(schedule)
    this.hospitals = new Keyed(schedule)
    this.alarms = new Keyed(schedule ?? atOnce)
  }

  target: Targets = (interval, priority) => this.targets.get(`${interval} ${priority}`) ?? null

  receive = ({ type, event, data }: Message): void => {
    switch (type) {
      case 'initial_data':
        this.begin(data as Snapshot)
        break
      case 'gap':
        this.standing.gap()
        break
      case 'emergency_update':
        this.takeCall(event, data as CallView)
        break
      case 'ambulance_update':
        if (event === 'LOCATION_UPDATE') this.moveUnit(data as { id: number } & PositionView)
        else this.takeUnit(data as UnitView)
        break
      case 'hospital_update':
        this.hospitals.put(data as HospitalView)
        break
      case 'ambulance_alarm':
        this.takeAlarm(data as AlarmView)
        break
      case 'warning_update':
        this.tell({ kind: 'warnings_changed' })
        break
      case 'target_update':
        this.takeTargets((data as Pick<Snapshot, 'targets'>).targets)
        this.standing.tell()
        break
    }
  }

  private begin(snapshot: Snapshot) {
    this.calls.replace(snapshot.calls)
    this.units.replace(snapshot.units)
    this.hospitals.replace(snapshot.hospitals)
    this.alarms.replace(snapshot.alarms)
    this.takeTargets(snapshot.targets)
    if (this.standing.snapshot()) this.tell({ kind: 'caught_up' })
  }

  private takeCall(event: string | undefined, call: CallView) {
    const before = this.calls.get(call.id)
    this.tell({ kind: 'call_changed', id: call.id })
    if (!this.calls.put(call)) return
    if (event === 'MESSAGE_FROM_CREW') this.tell({ kind: 'message', call })
    if (!before && event === 'NEW_EMERGENCY') this.tell({ kind: 'new_call', call })
    else if (before && !before.needs_unit && call.needs_unit) this.tell({ kind: 'needs_unit', call })
    if (!isOpen(call)) forgetOldest(this.calls, call => !isOpen(call))
  }

  takeAlarm(alarm: AlarmView): void {
    const before = this.alarms.get(alarm.id)
    if (!this.alarms.put(alarm)) return
    if (alarm.state === 'RAISED' && (!before || alarm.level > before.level)) this.tell({ kind: 'alarm', alarm })
    if (alarm.state === 'ENDED') forgetOldest(this.alarms, alarm => alarm.state === 'ENDED')
  }

  private takeUnit(unit: UnitView) {
    const known = this.units.get(unit.id)?.position
    this.units.put(known && known.position_from === 'fix' && isNewer(known, unit.position) ? { ...unit, position: known } : unit)
  }

  /** Positions carry no version: the newest by the device's time wins. */
  private moveUnit({ id, latitude, longitude, speed, heading, accuracy, at }: { id: number } & PositionView) {
    const position = { latitude, longitude, speed, heading, accuracy, at, stale: false, position_from: 'fix' }
    this.units.amend(id, unit => (isNewer(position, unit.position) ? { ...unit, position } : unit))
  }

  private takeTargets(targets: readonly TargetView[]) {
    this.targets = new Map(targets.map(({ interval, priority, seconds }) => [`${interval} ${priority}`, seconds]))
  }
}

/** What is over is kept for a while: the panel may show it, and its version must outlive news that comes late. */
function forgetOldest<T extends Versioned>(things: Keyed<T>, over: (thing: T) => boolean) {
  const ended = things.all().filter(over)
  for (const thing of ended.slice(0, Math.max(0, ended.length - overKept))) things.remove(thing.id)
}

const time = (position: PositionView | null): number => (position?.at ? Date.parse(position.at) : 0)

const isNewer = (position: PositionView, than: PositionView | null): boolean => time(position) > time(than)
