import { now } from '../platform/clock'

/** What a form must ask for before an action can be sent. Whether the action may be taken at all, only the server says. */
export interface Ask {
  name: string
  as: 'text' | 'words' | 'priority' | 'hospital' | 'call' | 'minutes'
  required: boolean
}

const reason: Ask = { name: 'reason', as: 'text', required: true }
const hospital: Ask = { name: 'hospital_id', as: 'hospital', required: true }

const asks: Record<string, readonly Ask[]> = {
  'calls.cancel': [reason],
  'calls.reopen': [reason],
  'calls.reprioritise': [{ name: 'priority', as: 'priority', required: true }],
  'calls.link': [{ name: 'call_id', as: 'call', required: true }],
  'calls.notes': [{ name: 'text', as: 'words', required: true }],
  'calls.note': [{ name: 'text', as: 'words', required: true }],
  'responses.decline': [reason],
  'responses.stand_down': [reason],
  'responses.fail': [reason],
  'responses.redirect': [{ name: 'call_id', as: 'call', required: true }],
  'responses.transport': [{ ...hospital, required: false }],
  'responses.change_destination': [hospital],
  'responses.clear': [{ name: 'disposition', as: 'text', required: false }],
  'units.hold': [reason, { name: 'until', as: 'minutes', required: false }],
  'units.fail': [reason],
  'units.next_job': [{ name: 'call_id', as: 'call', required: true }],
}

export type Thing = 'calls' | 'responses' | 'units'

export const asksOf = (thing: Thing, action: string): readonly Ask[] => asks[`${thing}.${action}`] ?? []

/** Actions that take something away or alarm everybody: they look the part, and are never the first button. */
export const grave: ReadonlySet<string> = new Set(['cancel', 'fail', 'decline', 'stand_down', 'distress', 'close'])

/** The wire's types: ids are numbers, a number of minutes is the time at which it ends. */
export function bodyOf(asks: readonly Ask[], values: Readonly<Record<string, string>>, at = now()): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const { name, as } of asks) {
    const value = values[name]?.trim()
    if (!value) continue
    if (as === 'hospital' || as === 'call') body[name] = Number(value)
    else if (as === 'minutes') body[name] = new Date(at + Number(value) * 60_000).toISOString()
    else body[name] = value
  }
  return body
}
