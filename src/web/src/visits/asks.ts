import type { AbsenceReason, CancelReason, EvvException, Payment } from '../platform/wire'

export const cancelReasons: readonly CancelReason[] = [
  'by_client',
  'client_in_hospital',
  'client_died',
  'no_therapist',
  'therapist_ill',
  'weather',
  'duplicate',
  'other',
]

export const absenceReasons: readonly AbsenceReason[] = ['nobody_home', 'refused_entry', 'in_hospital', 'moved', 'unsafe_to_enter', 'other']

/** Why an element of visit verification is missing, or was entered by hand. */
export const evvExceptions: readonly EvvException[] = [
  'device_unavailable',
  'no_signal',
  'forgot_to_start',
  'forgot_to_end',
  'client_unable_to_sign',
  'service_outside_home',
  'location_denied',
  'entered_by_hand',
  'other',
]

export const payments: readonly Payment[] = ['unpaid', 'paid', 'insured', 'waived']

/** What a key of a visit asks for before it can be sent, by its request record. Whether it may be pressed, only the server's `actions` say. */
const asks: Readonly<Record<string, readonly string[]>> = {
  reschedule: ['starts_at', 'override_reason', 'overlap_reason'],
  extend: ['ends_at', 'override_reason', 'overlap_reason'],
  end_early: ['ends_at'],
  running_late: ['minutes'],
  cancel: ['reason_code', 'reason'],
  no_show: ['reason_code', 'reason'],
}

/** In the order in which they stand beside each other. To reassign and to deny is of one place, and stands there. */
export const visitActions = (actions: readonly string[]): string[] => Object.keys(asks).filter(action => actions.includes(action))

export const asksOf = (action: string): readonly string[] => asks[action] ?? []

/** What ends a visit before it began looks the part, and is never the first button. */
export const grave: ReadonlySet<string> = new Set(['cancel', 'no_show'])

/** What an operator presses for somebody who could not: the steps of one place. */
const steps = ['accept', 'set_out', 'arrive', 'start', 'i_am_fine', 'end', 'release'] as const

export const placeActions = (actions: readonly string[]): string[] => steps.filter(action => actions.includes(action))
