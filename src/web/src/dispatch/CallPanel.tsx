import { ActionIcon, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconCopy, IconMapPin, IconPhone, IconUser } from '@tabler/icons-react'
import { memo } from 'react'
import { say } from '../platform/announce'
import { copy } from '../platform/clipboard'
import { now } from '../platform/clock'
import { usePortions } from '../platform/portions'
import { Timer } from '../platform/Timer'
import { timeOfDay } from '../platform/time'
import type { CallView, Place } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { Actions } from './Actions'
import { NeedsUnitMark, PriorityMark, StateMark, TypeMark } from './callMarks'
import { complaintOf, gone as over, placeOf, startOf, waitingSince } from './callOrder'
import { useMoves } from './desk'
import { PanelEmpty } from './PanelEmpty'
import { Photos } from './Photos'
import styles from './panel.module.css'
import { Recommendations } from './Recommendations'
import { CallTarget, UnitTarget } from './TargetMarks'
import { Timeline } from './Timeline'
import { useCall, useResponses } from './useCall'
import { Warnings } from './Warnings'

/** One call in full: what, where, who, which units, what may be done, what was done. */
export const CallPanel = memo(({ id }: { id: number | undefined }) => {
  const { t } = useTranslation()
  const { call, gone } = useCall(id)
  // Who goes through the list by key sees at once which call it is; the rest follows, and is never another call's.
  const drawn = usePortions(call?.id, call ? 4 : 0)
  if (!call) return <PanelEmpty gone={gone} />
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <h2 className={styles.title}>
          <span className={styles.name}>{call.call_id}</span>
          <PriorityMark priority={call.priority} />
          <TypeMark type={call.emergency_type} />
        </h2>
        <p className={styles.address}>
          <IconMapPin size={18} aria-hidden />
          <bdi>{placeOf(call.location)}</bdi>
          <CopyPlace place={call.location} />
        </p>
        {complaintOf(call) && (
          <p className={styles.complaint} dir="auto">
            {complaintOf(call)}
          </p>
        )}
        <p className={styles.now}>
          {call.needs_unit ? (
            <>
              <NeedsUnitMark /> <Timer since={waitingSince(call)} />
            </>
          ) : (
            <StateMark state={call.state} form="outline" />
          )}
          <span className={styles.soft}>
            {call.state === 'PLANNED' && call.due_at ? t('call.due') : t('call.age')}{' '}
            <Timer since={call.state === 'PLANNED' ? startOf(call) : (call.received_at ?? call.created_at)} />
          </span>
          <CallTarget call={call} named />
          {call.kind !== 'EMERGENCY' && <span>{t(`kind.${call.kind}`)}</span>}
          {call.determinant && <bdi>{call.determinant}</bdi>}
          <Flags call={call} />
          <Ended call={call} />
        </p>
        <Warnings call={call} />
        {drawn > 0 ? (
          <Actions
            key={call.id}
            thing="calls"
            id={call.id}
            name={call.call_id}
            actions={call.actions.filter(action => action !== 'dispatch')}
            about={{ call: call.id, place: call.location }}
            shown={2}
          />
        ) : (
          call.actions.length > 0 && <div className={styles.ahead} />
        )}
      </header>
      <div key={call.id} className={styles.body}>
        {drawn > 0 && <Responses call={call} />}
        {drawn > 1 && <Recommendations call={call} />}
        {drawn > 2 && <People call={call} />}
        {drawn > 2 && <Photos call={call} />}
        {drawn > 3 && <Timeline id={call.id} crewed={call.units.some(unit => !over.has(unit.state))} />}
      </div>
    </div>
  )
})

/** Why a call is over, and the call that it was linked into. */
function Ended({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const { go } = useMoves()
  const { call: into } = useCall(call.merged_into ?? undefined)
  return (
    <>
      {call.disposition && <span className={styles.soft}>{t(`choice.${call.disposition}`, { defaultValue: call.disposition })}</span>}
      {into ? (
        <span>
          {t('call.linked_into')}{' '}
          <button type="button" className={styles.unit} onClick={() => go({ call: into.id, panel: 'call' }, true)}>
            {into.call_id}
          </button>
        </span>
      ) : (
        call.end_reason && <bdi className={styles.soft}>{call.end_reason}</bdi>
      )}
    </>
  )
}

function Flags({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const flags = [call.unverified && t('call.unverified'), call.flood && t('call.flood')].filter(Boolean)
  return flags.map(flag => (
    <span key={String(flag)} className={styles.flag}>
      <IconAlertTriangle size={14} aria-hidden /> {flag}
    </span>
  ))
}

function CopyPlace({ place }: { place: Place }) {
  const { t } = useTranslation()
  if (place.latitude == null || place.longitude == null) return null
  const text = `${place.latitude}, ${place.longitude}`
  const take = async () => ((await copy(text)) ? say(t('call.copied', { text })) : say(t('call.not_copied', { text }), 'refused'))
  return (
    <Tooltip label={t('call.copy')}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('call.copy')} onClick={take}>
        <IconCopy size={14} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}

/** The units on the call: their states, and the buttons that the server offers for their responses. */
function Responses({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const { go } = useMoves()
  const responses = new Map(useResponses(call).map(response => [response.id, response]))
  return (
    <section aria-labelledby="units-on-call">
      <h3 id="units-on-call">{t('call.units')}</h3>
      {call.units.length === 0 && <p className={styles.soft}>{t('call.no_units')}</p>}
      <ul className={styles.responses}>
        {call.units.map(unit => (
          <li key={unit.response_id} className={styles.response}>
            <button type="button" className={styles.unit} onClick={() => go({ unit: unit.unit_id, panel: 'unit' }, true)}>
              {unit.unit_number}
            </button>
            <StateMark state={unit.state} />
            <Timer since={unit.state_since} className={styles.soft} />
            {!over.has(unit.state) && <UnitTarget callId={call.id} unitId={unit.unit_id} named />}
            {unit.change_pending && (
              <span className={styles.flag}>
                <IconAlertTriangle size={14} aria-hidden /> {t('call.change_pending')}
              </span>
            )}
            <Actions
              thing="responses"
              id={unit.response_id}
              name={unit.unit_number}
              actions={responses.get(unit.response_id)?.actions ?? []}
              about={{ call: call.id, patients: call.patients, response: responses.get(unit.response_id) }}
              shown={1}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function People({ call }: { call: CallView }) {
  const { t, i18n } = useTranslation()
  return (
    <section aria-labelledby="call-details">
      <h3 id="call-details">{t('call.details')}</h3>
      <p className={call.description ? styles.description : styles.soft} dir={call.description ? 'auto' : undefined}>
        {call.description || t('call.no_description')}
      </p>
      <dl className={styles.facts}>
        {call.drop_off && (
          <div>
            <dt>{t('call.drop_off')}</dt>
            <dd>{placeOf(call.drop_off)}</dd>
          </div>
        )}
        <div>
          <dt>{t('call.callers')}</dt>
          {call.callers.length === 0 && <dd className={styles.soft}>{t('call.no_callers')}</dd>}
          {call.callers.map(caller => (
            <dd key={caller.id}>
              <IconPhone size={14} aria-hidden /> {caller.name || t('call.unnamed')}
              {caller.phone && (
                <a href={`tel:${caller.phone}`} dir="ltr">
                  {caller.phone}
                </a>
              )}
              {caller.answered_at && (
                <span className={styles.soft}>{t('call.answered', { time: timeOfDay(caller.answered_at, i18n.language, now()) })}</span>
              )}
            </dd>
          ))}
        </div>
        <div>
          <dt>{t('call.patients')}</dt>
          {call.patients.length === 0 && <dd className={styles.soft}>{t('call.no_patients')}</dd>}
          {call.patients.map(patient => (
            <dd key={patient.id}>
              <IconUser size={14} aria-hidden /> {patient.name || t('call.unnamed')}
              {patient.age != null && <span>{t('call.age_years', { age: patient.age })}</span>}
              {patient.sex && <span>{t(`sex.${patient.sex}`, { defaultValue: patient.sex })}</span>}
              {patient.condition && <bdi className={styles.soft}>{patient.condition}</bdi>}
            </dd>
          ))}
        </div>
      </dl>
    </section>
  )
}
