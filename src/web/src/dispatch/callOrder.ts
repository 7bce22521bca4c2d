import type { CallView, Place, Priority } from '../platform/wire'

const urgency: Record<Priority, number> = { CRITICAL: 0, HIGH: 1, MEDIUM: 2, LOW: 3 }

/** States of a unit's response in which nobody of it is on the call any more. */
export const gone: ReadonlySet<string> = new Set(['CLEARED', 'STOOD_DOWN', 'DECLINED', 'FAILED'])

export const isOpen = (call: Pick<CallView, 'state'>): boolean => call.state !== 'CLOSED' && call.state !== 'CANCELLED'

/** When the wait that the dispatcher answers for began: the call's, or that of the unit it lost. */
export const waitingSince = (call: CallView): string => (call.needs_unit && call.needs_unit_since) || call.received_at || call.created_at

/** A call is being written down, not happening, when it is older than this as it is entered: the server raises no alarm for it either. */
const old = 600_000

/** Since when the call that waits longest does, of those that nobody wrote down afterwards; undefined when all of them were. */
export function longestWait(calls: readonly CallView[]): string | undefined {
  return calls
    .filter(call => Date.parse(call.created_at) - Date.parse(waitingSince(call)) <= old)
    .map(waitingSince)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))[0]
}

/** When a call begins to count: planned work when it is due, everything else when it was received. */
export const startOf = (call: CallView): string => (call.state === 'PLANNED' && call.due_at) || waitingSince(call)

/** A call is never changed, only replaced: its time is read once, not with every comparison of a list that is put in order. */
const starts = new WeakMap<CallView, number>()

function startedAt(call: CallView): number {
  const at = starts.get(call) ?? Date.parse(startOf(call))
  starts.set(call, at)
  return at
}

/** Needs a unit first, then priority, then age; work that is only planned stands last, by when it is due. */
export function byUrgency(a: CallView, b: CallView): number {
  return (
    Number(b.needs_unit) - Number(a.needs_unit) ||
    Number(a.state === 'PLANNED') - Number(b.state === 'PLANNED') ||
    urgency[a.priority] - urgency[b.priority] ||
    startedAt(a) - startedAt(b) ||
    a.id - b.id
  )
}

/** Where a call is, in words or else in degrees. */
export const placeOf = ({ address, latitude, longitude }: Place): string =>
  address || (latitude != null && longitude != null ? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` : '?')

/** What happened, as far as a row has room: what was said of the call, or else of the first patient of whom something is known. */
export const complaintOf = ({ description, patients }: CallView): string =>
  (description || patients.find(patient => patient.condition)?.condition || '').slice(0, 120)

/** The number of a call as people write it (`call-1a2b3c4d`, `1A2B3C4D`), as the server writes it; null when the words are something else. */
export function callNumberIn(query: string): string | null {
  const match = /^(?:call[-\s]?)?([0-9a-f]{8})$/i.exec(query.trim())
  return match?.[1] ? `CALL-${match[1].toUpperCase()}` : null
}

/** Whether the words typed into the search field are all found in the text. */
export function matches(query: string, ...texts: (string | null | undefined)[]): boolean {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const text = texts.join(' ').toLocaleLowerCase()
  return words.every(word => text.includes(word))
}
