import type { DeskView, Level, QueueView, TicketView } from '../platform/wire'

/** As the line stands: the server's key sorts letter by letter, and no rule of it is known here. */
export const byKey = (a: Pick<TicketView, 'key'>, b: Pick<TicketView, 'key'>): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

/** The longest there first. */
const bySince = (a: TicketView, b: TicketView): number => Date.parse(a.state_since) - Date.parse(b.state_since) || a.id - b.id

/**
 * As a desk takes them that serves several queues: emergencies before all; then whoever is first in the first of its queues, or whoever is first
 * by the order of all, as the desk's rule says.
 */
export function asTaken(desk: Pick<DeskView, 'rule' | 'queues'> | undefined): (a: TicketView, b: TicketView) => number {
  if (desk?.rule !== 'first_queue') return byKey
  const place = ({ emergency, queue_id }: TicketView) => (emergency ? -1 : desk.queues.indexOf(queue_id))
  return (a, b) => place(a) - place(b) || byKey(a, b)
}

/** The place of each in the line of its own queue, from 1: what the patient's own page says. */
export function placesOf(waiting: readonly TicketView[]): ReadonlyMap<number, number> {
  const counted = new Map<number, number>()
  return new Map(
    waiting.toSorted(byKey).map(({ id, queue_id }) => {
      const place = (counted.get(queue_id) ?? 0) + 1
      counted.set(queue_id, place)
      return [id, place]
    }),
  )
}

export interface Lists {
  /** In their order. */
  waiting: readonly TicketView[]
  held: readonly TicketView[]
  /** At any desk, called or being served. */
  served: readonly TicketView[]
}

export function listsOf(tickets: readonly TicketView[], desk?: Pick<DeskView, 'rule' | 'queues'>): Lists {
  const of = (...states: TicketView['state'][]) => tickets.filter(ticket => states.includes(ticket.state))
  return {
    waiting: of('WAITING').toSorted(asTaken(desk)),
    held: of('ON_HOLD').toSorted(bySince),
    served: of('CALLED', 'IN_SERVICE').toSorted(bySince),
  }
}

/** Whom a desk has: the one who was called last, where the answer to a press is here before the news of the one before. */
export const presentAt = (tickets: readonly TicketView[], desk: number): TicketView | undefined =>
  tickets
    .filter(ticket => ticket.desk_id === desk && (ticket.state === 'CALLED' || ticket.state === 'IN_SERVICE'))
    .toSorted((a, b) => Date.parse(b.called_at ?? '') - Date.parse(a.called_at ?? ''))[0]

/** Why somebody should be looked at now, the gravest first. */
export type Alert = 'emergency' | 'worse' | 'due'

export interface Alarm {
  why: Alert
  ticket: TicketView
  /** Since when; another since of the same ticket is another alarm. */
  since: string
}

const graver: Record<Alert, number> = { emergency: 0, worse: 1, due: 2 }

const waits = ({ state }: TicketView): boolean => state === 'WAITING' || state === 'ON_HOLD'

/** What stands out among those who wait: an emergency that nobody has called, whoever feels worse, whoever is due to be looked at again. */
export function alarmsOf(tickets: readonly TicketView[], now: number): Alarm[] {
  return tickets
    .flatMap((ticket): Alarm[] => {
      if (!waits(ticket)) return []
      if (ticket.worse_at !== null) return [{ why: 'worse', ticket, since: ticket.worse_at }]
      if (ticket.emergency && ticket.state === 'WAITING') return [{ why: 'emergency', ticket, since: ticket.joined_at }]
      return isDue(ticket, now) ? [{ why: 'due', ticket, since: ticket.reassess_at ?? '' }] : []
    })
    .toSorted((a, b) => graver[a.why] - graver[b.why] || Date.parse(a.since) - Date.parse(b.since) || a.ticket.id - b.ticket.id)
}

export const alarmKey = ({ why, ticket, since }: Alarm): string => `${why} ${ticket.id} ${since}`

const isDue = ({ reassess_at }: TicketView, now: number): boolean => reassess_at !== null && Date.parse(reassess_at) <= now

/** Whether somebody waits longer than their class should; a class that is to be seen at once is over from the first second. */
export const isOver = (ticket: Pick<TicketView, 'target_at'>, now: number): boolean => Date.parse(ticket.target_at) < now

/** What a head nurse counts of one queue. */
export interface Count {
  byLevel: readonly { level: Level; count: number; over: number }[]
  over: number
  worse: number
  /** Since when the one who waits longest does. */
  longest: string | null
}

export function countOf(waiting: readonly TicketView[], levels: readonly Level[], now: number): Count {
  const of = (level: Level) => waiting.filter(ticket => ticket.level.place === level.place)
  const over = (some: readonly TicketView[]) => some.filter(ticket => isOver(ticket, now)).length
  return {
    byLevel: levels.map(level => ({ level, count: of(level).length, over: over(of(level)) })),
    over: over(waiting),
    worse: waiting.filter(ticket => ticket.worse_at !== null).length,
    longest: waiting.toSorted((a, b) => Date.parse(a.joined_at) - Date.parse(b.joined_at))[0]?.joined_at ?? null,
  }
}

/** Whether somebody is meant by what was typed: a part of the number, or of the name. */
export function isFound(ticket: Pick<TicketView, 'number' | 'name'>, typed: string): boolean {
  const wanted = typed.trim().toLowerCase()
  return wanted === '' || `${ticket.number} ${ticket.name ?? ''}`.toLowerCase().includes(wanted)
}

/** The queues that somebody can be sent to from here. */
export const othersOf = (queues: readonly QueueView[], ticket: Pick<TicketView, 'queue_id'>): QueueView[] => {
  const site = queues.find(queue => queue.id === ticket.queue_id)?.site_id
  return queues.filter(queue => queue.site_id === site && queue.id !== ticket.queue_id).toSorted((a, b) => a.code.localeCompare(b.code))
}
