/** What the server had against a step: its code, its sentence, and what holds instead. */
export interface Refusal {
  code: string
  status: number
  sentence: string
  facts: Readonly<Record<string, unknown>>
  errors: Readonly<Record<string, readonly string[]>>
}

/** A write of somebody's before it is put aside for sending. */
export interface Draft {
  /** Steps of one subject are sent in their order, and a refused one stops those behind it. */
  subject: string
  /** As routes call it: `responses`, `trips`. */
  thing: string
  /** Null where this makes the thing. */
  thingId: number | null
  /** The server's word: `depart`, `sign_on`, `notes`. */
  action: string
  /** What the thing is called in front of people. */
  name: string
  method: 'POST' | 'PATCH'
  body: Readonly<Record<string, unknown>>
  /** Whether the route takes the device's clock: when it was tapped, when it is sent. */
  clocked: boolean
  /** Somebody is in danger: it is sent beside whatever waits, not behind it. */
  urgent?: boolean
  /** An edit: the version that was seen, and what stood there in the fields that it changes. */
  seen?: { version: number; fields: Readonly<Record<string, unknown>> }
}

/** The same while it waits: whose it is, which one it is however often it is sent, and when the button was tapped. */
export interface Step extends Draft {
  /** In the order of the taps, over all subjects. */
  id: number
  user: number
  key: string
  /** By this device's clock. */
  madeAt: string
  /** It was sent at least once, so that it may have been carried out even if no answer came. */
  tried: boolean
  refused: Refusal | null
}

export function pathOf({ thing, thingId, action, method }: Draft): string {
  if (thingId === null) return `/api/${thing}`
  return method === 'PATCH' ? `/api/${thing}/${thingId}` : `/api/${thing}/${thingId}/${action.replaceAll('_', '-')}`
}

/**
 * What is sent: the tap with its time and the time of this sending, from which the server reckons how far off the device's clock is. An
 * expected end that passed while the step waited is no longer one.
 */
export function bodyAt(step: Step, now: number): Record<string, unknown> {
  // A clock that was set back meanwhile must not make the tap younger than its sending.
  const sentAt = new Date(Math.max(now, Date.parse(step.madeAt))).toISOString()
  const clocks = step.clocked ? { made_at: step.madeAt, sent_at: sentAt } : {}
  return { ...(withoutPast(step.body, now) as object), ...clocks }
}

function withoutPast(value: unknown, now: number): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const kept = Object.entries(value).filter(([name, at]) => !(name === 'until' && typeof at === 'string' && Date.parse(at) <= now))
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutPast(inner, now)]))
}
