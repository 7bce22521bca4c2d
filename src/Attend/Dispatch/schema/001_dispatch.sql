create schema dispatch;

create sequence dispatch.calls_id_seq;
create table dispatch.calls (
    id bigint primary key default nextval('dispatch.calls_id_seq'),
    -- An odd multiplier makes this a bijection of the id modulo 2^32: never doubled, not to be counted up by a stranger.
    call_number text not null generated always as
        ('CALL-' || upper(lpad(to_hex((id * 2654435761) & 4294967295), 8, '0'))) stored,
    state text not null,
    state_since timestamptz not null,
    version bigint not null,
    kind text not null,
    emergency_type text not null,
    priority text not null,
    determinant text,
    description text not null default '',
    address text,
    latitude double precision,
    longitude double precision,
    drop_off_address text,
    drop_off_latitude double precision,
    drop_off_longitude double precision,
    due_at timestamptz,
    source text not null,
    external_ref text,
    taken_by bigint,
    unverified boolean not null default false,
    flood boolean not null default false,
    tracking_token bytea,
    disposition text,
    needs_unit_since timestamptz,
    needs_unit_reason text,
    merged_into bigint references dispatch.calls (id),
    end_reason text,
    planned_at timestamptz,
    received_at timestamptz,
    dispatched_at timestamptz,
    en_route_at timestamptz,
    on_scene_at timestamptz,
    transporting_at timestamptz,
    at_hospital_at timestamptz,
    closed_at timestamptz,
    closed_recorded_at timestamptz,
    cancelled_at timestamptz,
    reopened_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint calls_number unique (call_number),
    constraint calls_tracking_token unique (tracking_token),
    constraint calls_state check (state in
        ('PLANNED', 'RECEIVED', 'DISPATCHED', 'EN_ROUTE', 'ON_SCENE', 'TRANSPORTING', 'AT_HOSPITAL', 'CLOSED', 'CANCELLED')),
    constraint calls_kind check (kind in ('EMERGENCY', 'TRANSFER', 'SCHEDULED', 'STANDBY')),
    constraint calls_type check (emergency_type in ('MEDICAL', 'TRAUMA', 'CARDIAC', 'STROKE', 'RESPIRATORY', 'FIRE', 'OTHER')),
    constraint calls_priority check (priority in ('CRITICAL', 'HIGH', 'MEDIUM', 'LOW'))
);
-- The board reads only what is open, whatever the history holds.
create index calls_open on dispatch.calls (id) where state not in ('CLOSED', 'CANCELLED');
create index calls_by_time on dispatch.calls (received_at);
create index calls_by_ref on dispatch.calls (external_ref) where external_ref is not null;

create table dispatch.callers (
    id bigint generated always as identity primary key,
    call_id bigint not null references dispatch.calls (id),
    linked_from bigint references dispatch.calls (id),
    name text,
    phone text,
    ringing_at timestamptz,
    answered_at timestamptz,
    created_at timestamptz not null
);
create index callers_by_call on dispatch.callers (call_id);
create index callers_by_phone on dispatch.callers (phone) where phone is not null;

create sequence dispatch.hospitals_id_seq;
create table dispatch.hospitals (
    id bigint primary key default nextval('dispatch.hospitals_id_seq'),
    site_id bigint not null,
    phone text,
    specialties text[] not null default '{}',
    total_beds integer not null default 0,
    available_beds integer not null default 0,
    load text not null default 'LOW',
    on_diversion boolean not null default false,
    diversion_reason text,
    diversion_until timestamptz,
    capacity_at timestamptz,
    version bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint one_hospital_per_site unique (site_id),
    constraint hospitals_load check (load in ('LOW', 'MODERATE', 'HIGH', 'FULL')),
    constraint hospitals_beds check (available_beds >= 0 and total_beds >= 0 and available_beds <= total_beds)
);

create sequence dispatch.responses_id_seq;
create table dispatch.responses (
    id bigint primary key default nextval('dispatch.responses_id_seq'),
    call_id bigint not null references dispatch.calls (id),
    unit_id bigint not null,
    state text not null,
    state_since timestamptz not null,
    version bigint not null,
    hospital_id bigint references dispatch.hospitals (id),
    mode text,
    leg integer not null default 1,
    assigned_by bigint,
    assigned_at timestamptz not null,
    acknowledged_at timestamptz,
    en_route_at timestamptz,
    staged_at timestamptz,
    on_scene_at timestamptz,
    at_patient_at timestamptz,
    transporting_at timestamptz,
    at_hospital_at timestamptz,
    transferred_care_at timestamptz,
    cleared_at timestamptz,
    back_at_base_at timestamptz,
    ended_at timestamptz,
    end_reason text,
    disposition text,
    flags text[] not null default '{}',
    -- Set when priority or place changed under way; the crew acknowledges again.
    change_pending text,
    handed_to text,
    redirected_to bigint references dispatch.responses (id),
    constraint responses_state check (state in ('ASSIGNED', 'ACKNOWLEDGED', 'EN_ROUTE', 'STAGED', 'ON_SCENE', 'TRANSPORTING',
        'AT_HOSPITAL', 'TRANSFERRED_CARE', 'CLEARED', 'DECLINED', 'STOOD_DOWN', 'FAILED'))
);
create index responses_by_call on dispatch.responses (call_id);
create index responses_by_unit on dispatch.responses (unit_id, assigned_at);
create index responses_by_time on dispatch.responses (assigned_at);
create index responses_active on dispatch.responses (unit_id)
    where state not in ('CLEARED', 'DECLINED', 'STOOD_DOWN', 'FAILED');

-- Where every stamp comes from: both clocks, who entered it, what it replaced. The columns of responses hold the value that counts.
create table dispatch.stamps (
    id bigint generated always as identity primary key,
    response_id bigint not null references dispatch.responses (id),
    step text not null,
    leg integer not null,
    at timestamptz not null,
    device_at timestamptz,
    sent_at timestamptz,
    received_at timestamptz not null,
    offset_ms bigint,
    source text not null,
    entered_by text not null,
    from_state text,
    to_state text,
    previous_at timestamptz,
    reason text,
    undone_at timestamptz,
    constraint stamps_source check (source in ('device', 'dispatcher', 'entry', 'correction', 'late_device'))
);
create index stamps_by_response on dispatch.stamps (response_id, id);

create table dispatch.crew (
    response_id bigint not null references dispatch.responses (id),
    member bigint not null,
    name text not null,
    certification text,
    role text,
    from_at timestamptz not null,
    to_at timestamptz,
    primary key (response_id, member, from_at)
);
create index crew_by_member on dispatch.crew (member, from_at);

create sequence dispatch.patients_id_seq;
create table dispatch.patients (
    id bigint primary key default nextval('dispatch.patients_id_seq'),
    call_id bigint not null references dispatch.calls (id),
    linked_from bigint references dispatch.calls (id),
    response_id bigint references dispatch.responses (id),
    destination_id bigint references dispatch.hospitals (id),
    name text,
    age integer,
    sex text,
    condition text,
    disposition text,
    disposition_at timestamptz,
    handed_to text,
    version bigint not null default 1,
    created_at timestamptz not null
);
create index patients_by_call on dispatch.patients (call_id);
create index patients_by_response on dispatch.patients (response_id) where response_id is not null;

-- A unit at hospital may have its next call lined up; it is reserved when it clears.
create table dispatch.next_jobs (
    unit_id bigint primary key,
    call_id bigint not null references dispatch.calls (id),
    by_actor text not null,
    at timestamptz not null
);
create index next_jobs_by_call on dispatch.next_jobs (call_id);

create sequence dispatch.pre_alerts_id_seq;
create table dispatch.pre_alerts (
    id bigint primary key default nextval('dispatch.pre_alerts_id_seq'),
    call_id bigint not null references dispatch.calls (id),
    response_id bigint not null references dispatch.responses (id),
    hospital_id bigint not null references dispatch.hospitals (id),
    leg integer not null,
    state text not null,
    state_since timestamptz not null,
    version bigint not null,
    eta timestamptz,
    reason text,
    sent_at timestamptz not null,
    accepted_at timestamptz,
    declined_at timestamptz,
    ended_at timestamptz,
    constraint pre_alerts_state check (state in ('SENT', 'ACCEPTED', 'DECLINED', 'MOVED', 'ARRIVED', 'ENDED'))
);
create index pre_alerts_by_response on dispatch.pre_alerts (response_id);
-- One live pre-alert per response: a destination is announced to one hospital at a time.
create unique index one_live_pre_alert_per_response on dispatch.pre_alerts (response_id) where state in ('SENT', 'ACCEPTED', 'DECLINED');
create index pre_alerts_live on dispatch.pre_alerts (hospital_id) where state in ('SENT', 'ACCEPTED', 'DECLINED');

create table dispatch.notes (
    id bigint generated always as identity primary key,
    call_id bigint not null references dispatch.calls (id),
    linked_from bigint references dispatch.calls (id),
    response_id bigint references dispatch.responses (id),
    kind text not null,
    text text not null,
    at timestamptz not null,
    entered_by text not null,
    constraint notes_kind check (kind in ('note', 'to_crew', 'from_crew', 'system'))
);
create index notes_by_call on dispatch.notes (call_id, id);

create table dispatch.address_warnings (
    id bigint generated always as identity primary key,
    address text not null,
    latitude double precision,
    longitude double precision,
    kind text not null,
    text text not null,
    review_on date not null,
    entered_by text not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    version bigint not null default 1,
    constraint address_warnings_kind check (kind in ('VIOLENCE', 'ACCESS', 'INFECTION', 'OTHER'))
);
create index address_warnings_by_address on dispatch.address_warnings (lower(address)) where ended_at is null;
create index address_warnings_by_place on dispatch.address_warnings (latitude, longitude) where ended_at is null;

create table dispatch.photos (
    id bigint generated always as identity primary key,
    call_id bigint not null references dispatch.calls (id),
    content_type text not null,
    content bytea not null,
    created_at timestamptz not null
);
create index photos_by_call on dispatch.photos (call_id);

create sequence dispatch.alarms_id_seq;
create table dispatch.alarms (
    id bigint primary key default nextval('dispatch.alarms_id_seq'),
    kind text not null,
    call_id bigint references dispatch.calls (id),
    response_id bigint references dispatch.responses (id),
    unit_id bigint,
    priority text,
    state text not null,
    state_since timestamptz not null,
    version bigint not null,
    level integer not null default 0,
    facts jsonb not null default '{}',
    raised_at timestamptz not null,
    acknowledged_at timestamptz,
    acknowledged_by bigint,
    ended_at timestamptz,
    constraint alarms_state check (state in ('RAISED', 'ACKNOWLEDGED', 'ENDED'))
);
create unique index one_live_alarm_per_cause on dispatch.alarms (kind, coalesce(response_id, 0), coalesce(call_id, 0), coalesce(unit_id, 0))
    where state <> 'ENDED';
