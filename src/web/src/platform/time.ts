/** `0:07`, `12:34`, `3:05:09`, `2 d 4 h`: how long something has lasted. A negative span (clocks differ) is zero. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const two = (value: number) => String(value).padStart(2, '0')
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`
  if (hours > 0) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`
  return `${minutes}:${two(seconds % 60)}`
}

/** How long ago something was said, as coarse as one would say it: a word under `age` and its number. */
export function age(milliseconds: number): { word: 'now' | 'minutes' | 'hours' | 'days'; count: number } {
  const minutes = Math.floor(Math.max(0, milliseconds) / 60_000)
  if (minutes < 1) return { word: 'now', count: 0 }
  if (minutes < 60) return { word: 'minutes', count: minutes }
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? { word: 'hours', count: hours } : { word: 'days', count: Math.floor(hours / 24) }
}

/** From here on what has a target is shown as near it. */
const nearly = 0.8

/** How something that has lasted so long stands against its target; `rest` is what is left, or by how much it is over. */
export function against(passed: number, target: number): { reached: 'within' | 'near' | 'over'; share: number; rest: number } {
  const share = Math.min(1, Math.max(0, passed / target))
  if (passed >= target) return { reached: 'over', share, rest: passed - target }
  // Age and rest are whole seconds and add up to the target.
  return { reached: share < nearly ? 'within' : 'near', share, rest: Math.ceil((target - passed) / 1000) * 1000 }
}

/** The same as an ISO 8601 duration, for `<time datetime>`. */
export const isoSpan = (milliseconds: number): string => `PT${Math.max(0, Math.floor(milliseconds / 1000))}S`

/** The zone in which this browser shows and takes times, as `Europe/Berlin (GMT+1)`: said wherever a time is typed. */
export function zone(language: string, at: number): string {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone
  const parts = new Intl.DateTimeFormat(language, { timeZoneName: 'shortOffset' }).formatToParts(at)
  const offset = parts.find(part => part.type === 'timeZoneName')?.value
  return offset === undefined || offset === name ? name : `${name} (${offset})`
}

/** A time as a `datetime-local` field holds it, in this browser's zone and to the second; empty for none. */
export function asTyped(at: string | null): string {
  if (at === null) return ''
  const time = new Date(at)
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

/** The other way; null when the field is empty or only half filled in. */
export function fromTyped(typed: string): string | null {
  const time = /T\d\d:\d\d/.test(typed) ? Date.parse(typed) : Number.NaN
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clock(language: string, day: boolean, timeZone?: string): Intl.DateTimeFormat {
  const key = `${language} ${day} ${timeZone ?? ''}`
  const known = clocks.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(timeZone ? { timeZone } : {}),
    ...(day ? { day: '2-digit', month: 'short' } : {}),
  })
  clocks.set(key, made)
  return made
}

const days = new Map<string, Intl.DateTimeFormat>()

function dayIn(timeZone: string, at: number): string {
  const known = days.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  days.set(timeZone, known)
  return known.format(at)
}

/** `14:03:22`, with the day before it when that is not today; by the clock of a zone, where one is given, else by the browser's. */
export function timeOfDay(at: string | number, language: string, now: number, zone?: string): string {
  const time = new Date(at)
  const today = zone ? dayIn(zone, now) === dayIn(zone, time.getTime()) : new Date(now).toDateString() === time.toDateString()
  return clock(language, !today, zone).format(time)
}
