/** The wire in the form that openapi-typescript writes; `npm run types` replaces this file from the server's own document. */
export interface paths {
  '/api/auth/session': { post: { parameters: { query?: never; header?: { 'Idempotency-Key'?: string }; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['SignInRequest'] } }; responses: Answers<components['schemas']['SessionView']> } }
  '/api/auth/me': { get: { parameters: { query?: never; header?: never; path?: never; cookie?: never }; requestBody?: never; responses: Answers<components['schemas']['UserView']> } }
  '/api/auth/logout': { post: { parameters: { query?: never; header?: { 'Idempotency-Key'?: string }; path?: never; cookie?: never }; requestBody?: never; responses: Answers<undefined> } }
  '/api/calls': { post: { parameters: { query?: never; header?: { 'Idempotency-Key'?: string }; path?: never; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['ReceiveCallRequest'] } }; responses: Answers<components['schemas']['CallView']> } }
  '/api/calls/{id}/recommendations': { get: { parameters: { query?: never; header?: never; path: { id: number }; cookie?: never }; requestBody?: never; responses: Answers<components['schemas']['RecommendationView']> } }
  '/api/calls/{id}/timeline': { get: { parameters: { query?: never; header?: never; path: { id: number }; cookie?: never }; requestBody?: never; responses: Answers<components['schemas']['TimelineView']> } }
  '/api/calls/{id}/dispatch': { post: { parameters: { query?: never; header?: { 'Idempotency-Key'?: string }; path: { id: number }; cookie?: never }; requestBody: { content: { 'application/json': components['schemas']['DispatchRequest'] } }; responses: Answers<components['schemas']['ResponseView']> } }
  '/api/responses/{id}': { get: { parameters: { query?: never; header?: never; path: { id: number }; cookie?: never }; requestBody?: never; responses: Answers<components['schemas']['ResponseView']> } }
}

export interface components {
  schemas: {
    CallKind: 'EMERGENCY' | 'TRANSFER' | 'SCHEDULED' | 'STANDBY'
    EmergencyType: 'MEDICAL' | 'TRAUMA' | 'CARDIAC' | 'STROKE' | 'RESPIRATORY' | 'FIRE' | 'OTHER'
    Priority: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW'
    CallState: 'PLANNED' | 'RECEIVED' | 'DISPATCHED' | 'EN_ROUTE' | 'ON_SCENE' | 'TRANSPORTING' | 'AT_HOSPITAL' | 'CLOSED' | 'CANCELLED'
    ResponseState: 'ASSIGNED' | 'ACKNOWLEDGED' | 'EN_ROUTE' | 'STAGED' | 'ON_SCENE' | 'TRANSPORTING' | 'AT_HOSPITAL' | 'TRANSFERRED_CARE' | 'CLEARED' | 'DECLINED' | 'STOOD_DOWN' | 'FAILED'
    UnitStatus: 'UNSTAFFED' | 'AVAILABLE' | 'DISPATCHED' | 'EN_ROUTE' | 'STAGED' | 'ON_SCENE' | 'TRANSPORTING' | 'AT_HOSPITAL' | 'MAINTENANCE' | 'OUT_OF_SERVICE'
    UnitLevel: 'BASIC' | 'ADVANCED' | 'CRITICAL'
    UnitKind: 'ambulance' | 'car' | 'motorcycle' | 'engine' | 'ladder' | 'command' | 'other'
    UserView: { id: number; username: string; first_name: string; last_name: string; full_name: string; roles: { role: string; site_id: number | null }[]; language: string | null }
    SignInRequest: { username: string; password: string; code?: string | null }
    SessionView: { expires_in: number; user: components['schemas']['UserView'] }
    Place: { address: string; latitude: number; longitude: number }
    Caller: { name?: string | null; phone?: string | null; ringing_at?: string | null; answered_at?: string | null }
    Patient: { name?: string | null; age?: number | null; sex?: string | null; condition?: string | null }
    UnitOnCall: { response_id: number; unit_id: number; unit_number: string; state: components['schemas']['ResponseState'] }
    CallView: { id: number; call_id: string; kind: components['schemas']['CallKind']; emergency_type: components['schemas']['EmergencyType']; priority: components['schemas']['Priority']; determinant: string | null; description: string | null; location: components['schemas']['Place']; pick_up?: components['schemas']['Place'] | null; drop_off?: components['schemas']['Place'] | null; state: components['schemas']['CallState']; needs_unit: boolean; needs_unit_since: string | null; unverified: boolean; flood: boolean; version: number; due_at: string | null; received_at: string; dispatched_at: string | null; en_route_at: string | null; on_scene_at: string | null; transporting_at: string | null; at_hospital_at: string | null; closed_at: string | null; callers: components['schemas']['Caller'][]; patients: components['schemas']['Patient'][]; units: components['schemas']['UnitOnCall'][]; unit_counts: { [state: string]: number }; flags: string[]; merged_into: number | null; actions: string[] }
    ReceiveCallRequest: { kind?: components['schemas']['CallKind']; emergency_type: components['schemas']['EmergencyType']; priority: components['schemas']['Priority']; determinant?: string | null; description?: string | null; location: components['schemas']['Place']; callers?: components['schemas']['Caller'][]; patients?: components['schemas']['Patient'][] }
    DispatchRequest: { unit_id: number; crew?: number[]; hospital_id?: number | null; mode?: string | null }
    Position: { latitude: number; longitude: number; speed: number | null; heading: number | null; accuracy: number | null; at: string; stale: boolean; position_from?: string | null }
    CrewMember: { member: number; name: string; certification: string | null; role: string | null }
    UnitView: { id: number; unit_number: string; kind: components['schemas']['UnitKind']; level: components['schemas']['UnitLevel']; seats: number; equipment: string[]; home: { id: number; name: string; latitude: number | null; longitude: number | null } | null; status: components['schemas']['UnitStatus']; status_since: string; hold: { reason: string; until: string | null } | null; crew: components['schemas']['CrewMember'][]; position: components['schemas']['Position'] | null; call_id: number | null; response_id: number | null; version: number; actions: string[] }
    HospitalView: { id: number; version: number; name: string }
    ResponseView: { id: number; call_id: number; call: string; unit_id: number; unit_number: string; state: components['schemas']['ResponseState']; crew: components['schemas']['CrewMember'][]; hospital_id: number | null; assigned_at: string | null; acknowledged_at: string | null; en_route_at: string | null; staged_at: string | null; on_scene_at: string | null; at_patient_at: string | null; transporting_at: string | null; at_hospital_at: string | null; transferred_care_at: string | null; cleared_at: string | null; back_at_base_at: string | null; ended_reason: string | null; disposition: string | null; flags: string[]; version: number; actions: string[] }
    RecommendedUnit: { unit_id: number; unit_number: string; level: components['schemas']['UnitLevel']; seconds: number; estimate: boolean; stale: boolean; position_from: string; availability: 'free' | 'soon_free' | 'redirect'; reasons: string[] }
    RecommendationView: { units: components['schemas']['RecommendedUnit'][] }
    TimelineEntry: { at: string; actor: string; actor_name?: string | null; kind: string; subject: string; from_state: string | null; to_state: string | null; data: { [name: string]: unknown } }
    TimelineView: { items: components['schemas']['TimelineEntry'][] }
    ProblemView: { type?: string; title?: string; status?: number; detail?: string; code: string; errors?: { [field: string]: string[] } }
  }
}

interface Answers<T> {
  200: { headers: { [name: string]: unknown }; content: { 'application/json': T } }
  default: { headers: { [name: string]: unknown }; content: { 'application/problem+json': components['schemas']['ProblemView'] } }
}
