import { Button } from '@mantine/core'
import { IconArrowLeft, IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import { StatusMark } from '../fleet/StatusMark'
import { callIdOf, isStale } from '../fleet/unitOrder'
import { useNow } from '../platform/clock'
import { useThing } from '../platform/live/useLive'
import { Timer } from '../platform/Timer'
import { timeOfDay } from '../platform/time'
import type { CallView, UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { Actions } from './Actions'
import { placeOf } from './callOrder'
import { useChoice, useDesk, useMoves, useStanding } from './desk'
import { PanelEmpty } from './PanelEmpty'
import panel from './panel.module.css'
import { useDispatch } from './Recommendations'
import { UnitTarget } from './TargetMarks'
import { useResponses } from './useCall'
import { Warnings } from './Warnings'

/** What is done with people stands beside their names. */
const ofCrew: ReadonlySet<string> = new Set(['sign_on', 'sign_off'])

/** One unit in full: status, crew, position, equipment, its call, and what may be done with it. */
export function UnitPanel({ id }: { id: number | undefined }) {
  const { t, i18n } = useTranslation()
  const { board } = useDesk()
  const { search, go } = useChoice()
  const standing = useStanding()
  const unit = useThing(board.units, id)
  const call = useThing(board.calls, unit && callIdOf(unit))
  const selected = useThing(board.calls, search.call)
  if (!unit) return <PanelEmpty gone={id !== undefined && standing !== 'waiting'} />
  return (
    <div className={panel.panel}>
      <header className={panel.head}>
        <h2 className={panel.title}>
          <span className={panel.name}>{unit.unit_number}</span>
          <StatusMark status={unit.status} form="outline" />
          <Timer since={unit.status_since} />
          <UnitTarget callId={callIdOf(unit)} unitId={unit.id} named />
        </h2>
        <p className={panel.now}>
          <span>{t(`level.${unit.level}`)}</span>
          <span>{t(`unit_kind.${unit.kind}`, { defaultValue: unit.kind })}</span>
          {unit.hold && (
            <span>
              {t('unit.hold')}: {t(`hold.${unit.hold.reason}`, { defaultValue: unit.hold.reason })}
              {unit.hold.until && ` ${t('unit.until', { time: timeOfDay(unit.hold.until, i18n.language, Date.now()) })}`}
            </span>
          )}
        </p>
        <Actions
          thing="units"
          id={unit.id}
          name={unit.unit_number}
          actions={unit.actions.filter(action => !ofCrew.has(action))}
          about={{ unit: unit.id }}
          shown={4}
        />
        {selected?.actions.includes('dispatch') && !call && (
          <>
            <Warnings call={selected} />
            <DispatchHere unit={unit} call={selected} />
          </>
        )}
        {selected && (
          <Button
            size="compact-sm"
            variant="subtle"
            justify="start"
            leftSection={<IconArrowLeft className="turns" size={16} aria-hidden />}
            onClick={() => go({ panel: 'call' })}
          >
            {t('unit.show_call', { call: selected.call_id })}
          </Button>
        )}
      </header>
      <div className={panel.body}>
        <section>
          <dl className={panel.facts} style={{ marginBlockStart: 0 }}>
            {call && (
              <div>
                <dt>{t('unit.call')}</dt>
                <dd>
                  <button type="button" className={panel.unit} onClick={() => go({ call: call.id, panel: 'call' }, true)}>
                    {call.call_id}
                  </button>
                  <bdi>{placeOf(call.location)}</bdi>
                </dd>
              </div>
            )}
            {call && <OnCall unit={unit} call={call} />}
            <div>
              <dt>{t(call ? 'unit.signed_on' : 'unit.crew')}</dt>
              {unit.crew.length === 0 && <dd className={panel.soft}>{t('unit.no_crew')}</dd>}
              {unit.crew.map(member => (
                <dd key={member.member}>
                  {member.name} <Post {...member} />
                </dd>
              ))}
              <dd>
                <Actions
                  thing="units"
                  id={unit.id}
                  name={unit.unit_number}
                  actions={unit.actions.filter(action => ofCrew.has(action))}
                  about={{ unit: unit.id }}
                  shown={2}
                />
              </dd>
            </div>
            <div>
              <dt>{t('unit.position')}</dt>
              <dd>
                <Fix unit={unit} />
              </dd>
            </div>
            <div>
              <dt>{t('unit.home')}</dt>
              <dd>{unit.home.name}</dd>
            </div>
            <div>
              <dt>{t('unit.seats')}</dt>
              <dd>{unit.seats}</dd>
            </div>
            {unit.equipment.length > 0 && (
              <div>
                <dt>{t('unit.equipment')}</dt>
                <dd>{unit.equipment.join(', ')}</dd>
              </div>
            )}
          </dl>
        </section>
      </div>
    </div>
  )
}

/** What somebody is, and does aboard. */
function Post({ certification, role }: { certification: string | null; role: string | null }) {
  const { t } = useTranslation()
  const does = role && t(`choice.${role}`, { defaultValue: role.replaceAll('_', ' ') })
  return <span className={panel.soft}>{[certification, does].filter(Boolean).join(', ')}</span>
}

/** Who is out with it on its call, which may be others than are signed on, and what may be done with its response. */
function OnCall({ unit, call }: { unit: UnitView; call: CallView }) {
  const { t } = useTranslation()
  const response = useResponses(call).find(one => one.id === unit.held_by?.id)
  if (!response) return null
  const out = response.crew.filter(({ to_at }) => to_at === null)
  return (
    <div>
      <dt>{t('unit.on_call_crew')}</dt>
      {out.length === 0 && <dd className={panel.flag}>{t('unit.crew_missing')}</dd>}
      {out.map(member => (
        <dd key={member.member}>
          {member.name} <Post {...member} />
        </dd>
      ))}
      <dd>
        <Actions
          thing="responses"
          id={response.id}
          name={`${unit.unit_number}, ${call.call_id}`}
          actions={response.actions}
          about={{ call: call.id, patients: call.patients, response }}
          shown={2}
        />
      </dd>
    </div>
  )
}

function DispatchHere({ unit, call }: { unit: UnitView; call: CallView }) {
  const { t } = useTranslation()
  const { dispatch, override } = useDispatch(call)
  const { go } = useMoves()
  const [busy, setBusy] = useState(false)
  const send = async () => {
    setBusy(true)
    try {
      if (await dispatch({ unit_id: unit.id, unit_number: unit.unit_number, availability: 'free', response_id: null }))
        go({ panel: 'call' })
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button size="sm" loading={busy} onClick={send} leftSection={<IconSend className="turns" size={16} aria-hidden />}>
        {t('unit.dispatch_to', { call: call.call_id })}
      </Button>
      {override}
    </>
  )
}

function Fix({ unit }: { unit: UnitView }) {
  const { t } = useTranslation()
  const now = useNow()
  if (!unit.position) return <span className={panel.soft}>{t('unit.no_fix')}</span>
  const { latitude, longitude, at, position_from } = unit.position
  return (
    <>
      <span dir="ltr">
        {latitude.toFixed(5)}, {longitude.toFixed(5)}
      </span>
      {position_from === 'base' && <span className={panel.soft}>{t('unit.counts_at_base')}</span>}
      {at === null ? (
        <span className={panel.flag}>{t('unit.no_fix')}</span>
      ) : isStale(unit, now) ? (
        <span className={panel.flag}>
          {t('unit.stale')}: <Timer since={at} />
        </span>
      ) : (
        <Timer since={at} className={panel.soft} />
      )}
    </>
  )
}
