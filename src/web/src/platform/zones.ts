/** Times by the clock of a place: a roster belongs to its site, wherever the person sits who writes it. */

const parts = new Map<string, Intl.DateTimeFormat>()

function format(zone: string): Intl.DateTimeFormat {
  const known = parts.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  parts.set(zone, made)
  return made
}

/** `2026-03-10T14:05`: a moment as a clock on the wall of the zone shows it. */
export function wall(at: string | number, zone: string): string {
  const of = Object.fromEntries(
    format(zone)
      .formatToParts(new Date(at))
      .map(part => [part.type, part.value]),
  )
  return `${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}`
}

/**
 * The moment at which the wall clock shows this. A time that a change of the clocks leaves out is the moment as far after the change; of
 * one that comes twice it is the first.
 */
export function moment(typed: string, zone: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(typed)) return null
  const meant = Date.parse(`${typed.slice(0, 16)}Z`)
  if (Number.isNaN(meant)) return null
  const offset = (at: number) => Date.parse(`${wall(at, zone)}Z`) - Math.floor(at / 60_000) * 60_000
  // The offset is that of the moment itself, which lies within a day of what was meant.
  const candidates = [offset(meant - 86_400_000), offset(meant + 86_400_000)].map(by => meant - by)
  const right = candidates.filter(at => wall(at, zone) === typed.slice(0, 16))
  return new Date(Math.min(...(right.length > 0 ? right : [meant - offset(meant - 86_400_000)]))).toISOString()
}

/** `2026-03-09`, so many days from another day; days have no zone. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** How many days one day is later than another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / 86_400_000)

/** The Monday on or before a day. */
export function mondayOf(day: string): string {
  const weekday = (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7
  return dayAfter(day, -weekday)
}

/** `Tue, 10 Mar` of a day, in the reader's language. */
export function dayName(day: string, language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00Z`),
  )
}

export const knownZones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone').filter(zone => zone !== 'UTC')]

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
