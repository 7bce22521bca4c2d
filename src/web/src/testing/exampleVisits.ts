import type { AppointmentView, PlaceView, TherapistAvailabilityView } from '../platform/wire'

/** Visits and therapists for the planner's tests. */
export const monday = '2026-05-04'

export const time = (clock: string, day = monday): number => Date.parse(`${day}T${clock}:00Z`)

const iso = (clock: string) => (clock.includes('T') ? clock : `${monday}T${clock}:00Z`)

type Given = Partial<AppointmentView> & { id: number; from: string; to: string; who?: readonly (number | null)[] }

/** Times are those of a Monday in UTC; the places' ids are ten times the visit's and their number. */
export const visit = ({ id, from, to, who = [1], ...rest }: Given): AppointmentView =>
  ({
    id,
    client_id: id,
    client_name: `Client ${id}`,
    starts_at: iso(from),
    ends_at: iso(to),
    latitude: 52.5,
    longitude: 13.4,
    state: 'CONFIRMED',
    overlap_reason: null,
    actions: ['reschedule', 'reassign'],
    places: who.map((therapist, at) => place(id * 10 + at, therapist)),
    ...rest,
  }) as AppointmentView

export const place = (id: number, therapist: number | null, state: PlaceView['state'] = therapist === null ? 'OPEN' : 'ACCEPTED') =>
  ({ id, therapist_id: therapist, therapist_name: therapist === null ? null : `Therapist ${therapist}`, state }) as PlaceView

export const therapist = (id: number, name: string, works: readonly (readonly [string, string])[] = [['08:00', '17:00']]) =>
  ({
    therapist_id: id,
    name,
    away: false,
    windows: works.map(([from, to]) => ({ from: iso(from), to: iso(to) })),
  }) as TherapistAvailabilityView
