import { type Ask, ask } from '../dispatch/asks'
import { evvExceptions } from '../visits/asks'

/** What a step of a visit asks for before it is sent; what is not here asks for nothing, or has a form of its own. */
export const asks: Readonly<Record<string, readonly Ask[]>> = {
  reject: [ask('reason', 'line', false, { limit: 'RejectPlaceRequest.Reason' })],
  running_late: [ask('minutes', 'number', true, { word: 'late_minutes', limit: 'RunningLateRequest.Minutes' })],
  no_show: [
    ask('reason_code', ['nobody_home', 'refused_entry', 'in_hospital', 'moved', 'unsafe_to_enter', 'other']),
    ask('reason', 'line', false, { word: 'absent_reason', limit: 'ClientAbsentRequest.Reason' }),
  ],
  request: [
    ask('leg', ['outbound', 'return']),
    ask('urgency', ['normal', 'urgent'], false),
    // Left open: in time for the visit, or at its end.
    ask('pick_up_at', 'time', false),
    ask('note', 'line', false, { limit: 'RequestTripRequest.Note' }),
  ],
}

/** Why an element of visit verification is missing; with `other` somebody says what it was. */
export const exceptions: readonly Ask[] = [
  ask('evv_exception', evvExceptions),
  ask('evv_note', 'line', false, { limit: 'EndVisitRequest.EvvNote' }),
]
