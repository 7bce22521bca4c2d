import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { act } from '../platform/api'
import { now } from '../platform/clock'
import { inTurn } from '../platform/inTurn'
import { problemOf } from '../platform/problem'
import { Timer } from '../platform/Timer'
import { timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import type { AppointmentView, CorrectionView, PlaceView, RefusalView, WholeAppointmentView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { placeActions } from './asks'
import { Candidates } from './Candidates'
import { CorrectVisit } from './CorrectVisit'
import { useSaidRefusal } from './findings'
import { PlaceMark } from './marks'
import { soughtOf, useCandidates, useVisitAgain } from './reads'
import styles from './visit.module.css'

interface Props {
  whole: WholeAppointmentView
  known: readonly AppointmentView[]
  onCancel: () => void
}

/** Who comes: each place with where it stands, who did not want it, and what an operator makes of that. */
export function VisitPlaces({ whole, known, onCancel }: Props) {
  const { t } = useTranslation()
  const { appointment: visit, refusals, corrections } = whole
  const [giving, setGiving] = useState<PlaceView | null>(null)
  const [correcting, setCorrecting] = useState<PlaceView | null>(null)
  return (
    <section aria-label={t('visit.places')}>
      <h3>{t('visit.places')}</h3>
      <ul className={styles.rows}>
        {visit.places.map(place => (
          <One
            key={place.id}
            visit={visit}
            place={place}
            refusals={refusals.filter(one => one.place_id === place.id)}
            corrections={corrections.filter(one => one.place_id === place.id)}
            onGive={() => setGiving(place)}
            onCorrect={() => setCorrecting(place)}
            onCancel={onCancel}
          />
        ))}
      </ul>
      {giving && <Give visit={visit} place={giving} known={known} onClose={() => setGiving(null)} />}
      {correcting && <CorrectVisit visit={visit} place={correcting} onClose={() => setCorrecting(null)} />}
    </section>
  )
}

function One({
  visit,
  place,
  refusals,
  corrections,
  onGive,
  onCorrect,
  onCancel,
}: {
  visit: AppointmentView
  place: PlaceView
  refusals: readonly RefusalView[]
  corrections: readonly CorrectionView[]
  onGive: () => void
  onCorrect: () => void
  onCancel: () => void
}) {
  const { t, i18n } = useTranslation()
  const again = useVisitAgain(visit.id)
  const problemText = useProblemText()
  const [busy, setBusy] = useState<string | null>(null)
  const waiting = place.state === 'OPEN' ? refusals.findLast(one => one.how === 'rejected' && one.review === null) : undefined
  const time = (at: string) => timeOfDay(at, i18n.language, now(), visit.zone)
  const [turns] = useState(inTurn<void>)
  const press = (thing: 'places' | 'appointments', id: number, action: string, body: object) =>
    turns(`${thing} ${id} ${action}`, async () => {
      setBusy(action)
      const word = t(`visit.action.${action}`)
      try {
        await act(thing, id, action, body)
        await again()
        say(t('action.done', { action: word, thing: visit.client_name }))
      } catch (failure) {
        say(t('action.refused', { action: word, reason: problemText(problemOf(failure)) }), 'refused')
      } finally {
        setBusy(null)
      }
    })
  const ended = place.state === 'COMPLETED' || place.state === 'RELEASED'
  return (
    <li data-grave={waiting ? '' : undefined}>
      <div className={styles.row}>
        <strong>
          <bdi>{place.therapist_name ?? t('visit.nobody')}</bdi>
        </strong>
        <PlaceMark state={place.state} />
        {place.answer_by && (
          <span className={styles.soft}>
            {t('visit.answer_by', { time: time(place.answer_by) })} <Timer since={place.answer_by} />
          </span>
        )}
      </div>
      {place.override_reason && (
        <p className={styles.soft}>
          {t('visit.passed_over')} <bdi>{place.override_reason}</bdi>
        </p>
      )}
      {place.started_at && (
        <p className={styles.soft}>
          {t('visit.was_there', { from: time(place.started_at), to: place.ended_at ? time(place.ended_at) : '…' })}
          {place.proved && ` · ${t(`visit.proved.${place.proved}`)}`}
          {place.state === 'IN_PROGRESS' && place.fine_until && ` · ${t('visit.fine_until', { time: time(place.fine_until) })}`}
          {place.evv_complete === false && ` · ${t('visit.evv_incomplete')}`}
          {place.evv_exception && ` · ${t(`visit.evv.${place.evv_exception}`, { defaultValue: place.evv_exception })}`}{' '}
          {place.evv_note && <bdi>“{place.evv_note}”</bdi>}
        </p>
      )}
      {corrections.map(one => (
        <p key={one.id} className={styles.soft}>
          {t('visit.said_before', {
            from: one.started_at ? time(one.started_at) : '…',
            to: time(one.ended_at),
            name: one.corrected_by_name ?? '',
            time: time(one.corrected_at),
          })}
          {one.evv_exception && ` · ${t(`visit.evv.${one.evv_exception}`)}`} {one.evv_note && <bdi>“{one.evv_note}”</bdi>}
        </p>
      ))}
      {refusals.map(one => (
        <p key={one.id}>
          {t(`visit.refusal.${one.how}`, { name: one.therapist_name ?? '', time: time(one.at), defaultValue: one.how })}{' '}
          {one.reason && <bdi>“{one.reason}”</bdi>}{' '}
          {one.review && <span className={styles.soft}>{t(`visit.review.${one.review}`, { defaultValue: one.review })}</span>}
        </p>
      ))}
      <div className={styles.row}>
        {!ended && visit.actions.includes('reassign') && (
          <Button size="compact-sm" variant={waiting ? 'filled' : 'default'} onClick={onGive}>
            {t(place.state === 'OPEN' ? 'visit.give' : 'visit.action.reassign')}
          </Button>
        )}
        {waiting && visit.actions.includes('deny') && (
          <Button
            size="compact-sm"
            variant="default"
            loading={busy === 'deny'}
            onClick={() => void press('appointments', visit.id, 'deny', { place_id: place.id })}
          >
            {t('visit.action.deny')}
          </Button>
        )}
        {waiting && visit.actions.includes('cancel') && (
          <Button size="compact-sm" variant="default" c="var(--critical)" onClick={onCancel}>
            {t('visit.action.cancel')}
          </Button>
        )}
        {place.actions.includes('correct') && (
          <Button size="compact-sm" variant="default" onClick={onCorrect}>
            {t('visit.place_action.correct')}
          </Button>
        )}
        {placeActions(place.actions)
          // The last one who comes is not given up: then the visit is cancelled.
          .filter(action => action !== 'release' || visit.places.filter(one => one.state !== 'RELEASED').length > 1)
          .map(action => (
            <Button
              key={action}
              size="compact-sm"
              variant="default"
              loading={busy === action}
              // At a desk nobody knows where it was: the record says that it was written down.
              onClick={() => void press('places', place.id, action, action === 'end' ? { evv_exception: 'entered_by_hand' } : {})}
            >
              {t(`visit.place_action.${action}`)}
            </Button>
          ))}
      </div>
    </li>
  )
}

/** Somebody else for a place: everybody who could come, the best first. */
function Give({
  visit,
  place,
  known,
  onClose,
}: {
  visit: AppointmentView
  place: PlaceView
  known: readonly AppointmentView[]
  onClose: () => void
}) {
  const { t } = useTranslation()
  const again = useVisitAgain(visit.id)
  const said = useSaidRefusal(known)
  const [chosen, setChosen] = useState<readonly number[]>([])
  const [reason, setReason] = useState('')
  const sought = soughtOf(visit)
  const [therapist] = chosen
  const found = useCandidates(sought).data?.find(one => one.therapist_id === therapist)
  const passes = found !== undefined && found.findings.length > 0
  return (
    <AskDialog
      title={t(place.state === 'OPEN' ? 'visit.give_of' : 'visit.reassign_of', {
        client: visit.client_name,
        name: place.therapist_name ?? '',
      })}
      word={t('visit.ask')}
      ready={therapist !== undefined && (!passes || reason.trim().length > 1)}
      onClose={onClose}
      onSend={async () => {
        await said(
          act('appointments', visit.id, 'reassign', {
            place_id: place.id,
            therapist_id: therapist,
            ...(passes ? { override_reason: reason.trim() } : {}),
          }),
        )
        await again()
        say(t('visit.asked', { name: found?.name ?? '', client: visit.client_name }))
      }}
    >
      {tried => (
        <>
          <Candidates sought={sought} chosen={chosen} known={known} onChoose={setChosen} />
          {tried && therapist === undefined && <p role="alert">{t('visit.choose_somebody')}</p>}
          {passes && (
            <Textarea
              label={t('visit.field.override_reason')}
              autosize
              minRows={2}
              maxLength={500}
              required
              withAsterisk={false}
              error={tried && reason.trim().length < 2 ? t('field.required') : undefined}
              value={reason}
              onChange={event => setReason(event.currentTarget.value)}
            />
          )}
        </>
      )}
    </AskDialog>
  )
}
