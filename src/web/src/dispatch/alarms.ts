/** An alarm that the server told of. Acknowledging it here means that this desk has seen it. */
export interface Alarm {
  key: string
  kind: string
  at: string
  callId: number | null
  call: string | null
  unitId: number | null
  unit: string | null
}

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** The alarms not yet acknowledged at this desk, newest first; the same alarm told twice (a replay) is one. */
export class Alarms {
  private list: readonly Alarm[] = []
  private seen = new Set<string>()
  private listeners = new Set<() => void>()

  all = (): readonly Alarm[] => this.list

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** True when the alarm is new to this desk. */
  add(event: string | undefined, data: unknown): boolean {
    const facts = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>
    const kind = (text(facts.kind) ?? event ?? 'alarm').toLowerCase()
    const alarm: Alarm = {
      kind,
      at: text(facts.at) ?? new Date().toISOString(),
      callId: number(facts.call_id),
      call: text(facts.call),
      unitId: number(facts.unit_id),
      unit: text(facts.unit_number),
      key: `${kind} ${facts.id ?? ''} ${facts.call_id ?? ''} ${facts.unit_id ?? ''} ${facts.at ?? ''}`,
    }
    if (this.seen.has(alarm.key)) return false
    this.seen.add(alarm.key)
    this.become([alarm, ...this.list])
    return true
  }

  acknowledge(key: string): void {
    this.become(this.list.filter(alarm => alarm.key !== key))
  }

  private become(list: readonly Alarm[]) {
    this.list = list
    for (const listener of this.listeners) listener()
  }
}
