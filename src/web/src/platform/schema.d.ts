/** The wire in the form that openapi-typescript writes; `npm run types` replaces this file from the server's own document. */
export interface paths {
  '/api/auth/session': { post: { parameters: { query?: never; header?: { 'Idempotency-Key'?: string }; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['SignInRequest'] } }; responses: Answers<components['schemas']['SignInCookieAnswer']> } }
  '/api/auth/me': { get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: Answers<components['schemas']['Me']> } }
  '/api/auth/logout': { post: { parameters: { query?: never; header?: { 'Idempotency-Key'?: string }; path?: never; cookie?: never }; requestBody?: never; responses: Answers<undefined> } }
  '/api/calls': { post: { parameters: { query?: never; header?: { 'Idempotency-Key'?: string }; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['TakeCallRequest'] } }; responses: Answers<components['schemas']['CallView']> } }
  '/api/calls/{id}/recommendations': { get: { parameters: { query?: never; header?: never; path: { id: number }; cookie?: never }; requestBody?: never; responses: Answers<components['schemas']['RecommendationView']> } }
  '/api/calls/{id}/timeline': { get: { parameters: { query?: never; header?: never; path: { id: number }; cookie?: never }; requestBody?: never; responses: Answers<components['schemas']['TimelineView']> } }
  '/api/calls/{id}/dispatch': { post: { parameters: { query?: never; header?: { 'Idempotency-Key'?: string }; path: { id: number }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['DispatchRequest'] } }; responses: Answers<components['schemas']['ResponseView']> } }
  '/api/responses': { get: { parameters: { query?: { call_id?: number }; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: Answers<components['schemas']['ResponsePage']> } }
}

export interface components {
  schemas: {
    CallKind: 'EMERGENCY' | 'TRANSFER' | 'SCHEDULED' | 'STANDBY'
    EmergencyType: 'MEDICAL' | 'TRAUMA' | 'CARDIAC' | 'STROKE' | 'RESPIRATORY' | 'FIRE' | 'OTHER'
    Priority: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW'
    CallState: 'PLANNED' | 'RECEIVED' | 'DISPATCHED' | 'EN_ROUTE' | 'ON_SCENE' | 'TRANSPORTING' | 'AT_HOSPITAL' | 'CLOSED' | 'CANCELLED'
    ResponseState: 'ASSIGNED' | 'ACKNOWLEDGED' | 'EN_ROUTE' | 'STAGED' | 'ON_SCENE' | 'TRANSPORTING' | 'AT_HOSPITAL' | 'TRANSFERRED_CARE' | 'CLEARED' | 'DECLINED' | 'STOOD_DOWN' | 'FAILED'
    UnitStatus: 'UNSTAFFED' | 'AVAILABLE' | 'DISPATCHED' | 'EN_ROUTE' | 'STAGED' | 'ON_SCENE' | 'TRANSPORTING' | 'AT_HOSPITAL' | 'MAINTENANCE' | 'OUT_OF_SERVICE' | 'HOLD'
    CareLevel: 'BASIC' | 'ADVANCED' | 'CRITICAL'
    UnitKind: 'ambulance' | 'car' | 'motorcycle' | 'engine' | 'ladder' | 'command' | 'other'
    Me: { id: number; username: string; first_name: string; last_name: string; full_name: string; roles: { role: string; site_id: number | null }[]; language: string; permissions: { [name: string]: string } }
    SignInRequest: { username: string; password: string; code?: string | null }
    SignInCookieAnswer: { expires_in: number; user: components['schemas']['Me'] }
    Place: { address?: string | null; latitude?: number | null; longitude?: number | null }
    Caller: { name?: string | null; phone?: string | null; ringing_at?: string | null; answered_at?: string | null }
    Patient: { name?: string | null; age?: number | null; sex?: string | null; condition?: string | null }
    CallUnitView: { response_id: number; unit_id: number; unit_number: string; state: components['schemas']['ResponseState']; state_since: string; hospital_id: number | null; change_pending: boolean }
    CallView: { id: number; call_id: string; kind: components['schemas']['CallKind']; emergency_type: components['schemas']['EmergencyType']; priority: components['schemas']['Priority']; determinant: string | null; description: string; location: components['schemas']['Place']; drop_off: components['schemas']['Place'] | null; state: components['schemas']['CallState']; state_since: string; needs_unit: boolean; needs_unit_since: string | null; needs_unit_reason: string | null; unverified: boolean; flood: boolean; source: string; external_ref: string | null; disposition: string | null; end_reason: string | null; merged_into: number | null; version: number; due_at: string | null; received_at: string | null; dispatched_at: string | null; en_route_at: string | null; on_scene_at: string | null; transporting_at: string | null; at_hospital_at: string | null; closed_at: string | null; cancelled_at: string | null; created_at: string; updated_at: string; callers: components['schemas']['CallerView'][]; patients: components['schemas']['PatientView'][]; units: components['schemas']['CallUnitView'][]; photos: number; warnings: number; unit_counts: { [state: string]: number }; actions: string[] }
    TakeCallRequest: { kind?: components['schemas']['CallKind']; emergency_type: components['schemas']['EmergencyType']; priority: components['schemas']['Priority']; determinant?: string | null; description?: string | null; location?: components['schemas']['Place']; callers?: components['schemas']['Caller'][]; patients?: components['schemas']['Patient'][] }
    DispatchRequest: { unit_id: number; crew?: number[]; hospital_id?: number | null; mode?: string | null }
    PositionView: { latitude: number; longitude: number; speed: number | null; heading: number | null; accuracy: number | null; at: string | null; stale: boolean; position_from: string }
    CrewMember: { member: number; name: string; certification: string | null; role: string | null }
    UnitView: { id: number; unit_number: string; kind: components['schemas']['UnitKind']; level: components['schemas']['CareLevel']; seats: number; equipment: string[]; home: { id: number; name: string | null; latitude: number | null; longitude: number | null }; status: components['schemas']['UnitStatus']; status_since: string; hold: { reason: string; until: string | null } | null; crew: components['schemas']['CrewMember'][]; position: components['schemas']['PositionView'] | null; held_by: components['schemas']['Holder'] | null; version: number; retired_at: string | null; actions: string[] }
    HospitalView: { id: number; site_id: number; name: string; specialties: string[]; total_beds: number; available_beds: number; load: 'LOW' | 'MODERATE' | 'HIGH' | 'FULL'; on_diversion: boolean; expected_inbound: number; version: number }
    ResponseView: { id: number; call_id: number; call: string; unit_id: number; unit_number: string; state: components['schemas']['ResponseState']; state_since: string; hospital_id: number | null; flags: string[]; version: number; actions: string[] }
    RankedUnitView: { rank: number; unit_id: number; unit_number: string; kind: components['schemas']['UnitKind']; level: components['schemas']['CareLevel']; level_met: boolean; status: components['schemas']['UnitStatus']; availability: components['schemas']['Availability']; travel_seconds: number | null; metres: number | null; arrival_seconds: number | null; free_at: string | null; position_from: string | null; position_at: string | null; stale: boolean; response_id: number | null; call_id: number | null; call_priority: components['schemas']['Priority'] | null; reasons: { reason: string; text: string }[] }
    RecommendationView: { call_id: number; call: string; level_needed: components['schemas']['CareLevel']; basis: string; at: string; units: components['schemas']['RankedUnitView'][] }
    TimelineView: { items: components['schemas']['TimelineLine'][] }
    CallerView: { id: number; name: string | null; phone: string | null; ringing_at: string | null; answered_at: string | null }
    PatientView: { id: number; name: string | null; age: number | null; sex: string | null; condition: string | null; response_id: number | null; destination_id: number | null; disposition: string | null; handed_to: string | null; version: number }
    Holder: { kind: 'response' | 'trip'; id: number; request_id: number; since: string }
    ResponsePage: { items: components['schemas']['ResponseView'][]; next: number | null }
    AlarmView: { id: number; kind: string; call_id: number | null; call: string | null; response_id: number | null; unit_id: number | null; unit_number: string | null; priority: components['schemas']['Priority'] | null; state: 'RAISED' | 'ACKNOWLEDGED' | 'ENDED'; level: number; raised_at: string; acknowledged_at: string | null; acknowledged_by: number | null; ended_at: string | null; version: number; actions: string[] }
    AlarmPage: { items: components['schemas']['AlarmView'][]; next: number | null }
    Availability: 'free' | 'unstaffed' | 'soon_free' | 'redirect'
    StampView: { step: string; leg: number; at: string; device_at: string | null; received_at: string; offset_ms: number | null; source: string; previous_at: string | null; reason: string | null; undone_at: string | null }
    TimelineLine: { at: string; recorded_at: string; kind: string; what: string; actor: string; actor_name: string | null; call_id: number; response_id: number | null; unit_id: number | null; unit_number: string | null; from_state: string | null; to_state: string | null; data: unknown; stamp: components['schemas']['StampView'] | null; text: string | null }
    ProblemView: { type?: string; title?: string; status?: number; detail?: string; code: string; errors?: { [field: string]: string[] } }
  }
}

interface Answers<T> {
  200: { headers: { [name: string]: unknown }; content: { 'application/json': T } }
  default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['ProblemView'] } }
}
