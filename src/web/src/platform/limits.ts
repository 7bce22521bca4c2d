import { useTranslation } from './words/useTranslation'

/** How long a text may be, or between what a number lies. */
export interface Limit {
  of: 'letters' | 'number'
  least: number
  most: number
}

const letters = (least: number, most: number): Limit => ({ of: 'letters', least, most })
const number = (least: number, most: number): Limit => ({ of: 'number', least, most })

/**
 * What the server takes, by its request record and the field there: said while somebody types, so that what lies on a phone for an hour is
 * not refused when it is sent. A test of the server (`WebLimitsTests`) reads this table and holds it against the records.
 */
export const limits = {
  'AddNoteRequest.Text': letters(1, 4000),
  'CapacityRequest.AvailableBeds': number(0, 100_000),
  'ChangeCrewRequest.OverrideReason': letters(3, 500),
  'ChangeDestinationRequest.EtaMinutes': number(0, 1440),
  'ChangeDestinationRequest.Reason': letters(0, 500),
  'CheckAnswer.Note': letters(1, 500),
  'CheckRequest.Fuel': number(0, 100),
  'CheckRequest.Mileage': number(0, 5_000_000),
  'ClientAbsentRequest.Reason': letters(0, 500),
  'CorrectStampRequest.Reason': letters(3, 500),
  'DayRequest.Notes': letters(0, 500),
  'DeclinePreAlertRequest.Reason': letters(2, 500),
  'DivertRequest.Reason': letters(2, 500),
  'EndRequest.Reason': letters(2, 500),
  'EndVisitRequest.EvvNote': letters(0, 500),
  'FailRequest.Reason': letters(0, 500),
  'FailTripRequest.Reason': letters(0, 500),
  'HoldTicketRequest.Reason': letters(0, 200),
  'JoinRequest.Name': letters(0, 200),
  'NoteMaterialRequest.Name': letters(1, 200),
  'NoteMaterialRequest.Unit': letters(1, 30),
  'PatientRequest.Age': number(0, 130),
  'PatientRequest.Condition': letters(0, 2000),
  'PatientRequest.Name': letters(0, 200),
  'PriorityRequest.Reason': letters(0, 500),
  'ProveVisitRequest.SignedBy': letters(0, 200),
  'ReasonRequest.Reason': letters(0, 200),
  'RejectPlaceRequest.Reason': letters(0, 500),
  'RequestTripRequest.Note': letters(0, 500),
  'RunningLateRequest.Minutes': number(0, 600),
  'TransportRequest.EtaMinutes': number(0, 1440),
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof limits

/** What is wrong with a value that is there, as a word key under `field`; what is empty is another question. */
export function beyond(name: LimitName, value: string): 'too_short' | 'number_between' | null {
  const { of, least, most }: Limit = limits[name]
  const said = value.trim()
  if (said === '') return null
  if (of === 'letters') return said.length < least ? 'too_short' : null
  return Number.isInteger(Number(said)) && Number(said) >= least && Number(said) <= most ? null : 'number_between'
}

/** From so few letters on it is said how many are left. */
const few = 50

/** For a field that stops at its limit: a text ends where the server's does, and says so before; a number says at once that it is too much. */
export function useLimit(): (name: LimitName, value: string) => { maxLength?: number; description?: string; error?: string } {
  const { t } = useTranslation()
  return (name, value) => {
    const limit: Limit = limits[name]
    if (limit.of === 'number') return beyond(name, value) ? { error: t('field.number_between', { ...limit }) } : {}
    const left = limit.most - value.length
    return { maxLength: limit.most, ...(left <= few ? { description: t('field.letters_left', { count: Math.max(0, left) }) } : {}) }
  }
}
