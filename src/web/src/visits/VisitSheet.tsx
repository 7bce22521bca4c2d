import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { Dialog } from '../platform/Dialog'
import { Failed, Loading } from '../platform/Loading'
import { timeOfDay } from '../platform/time'
import type { AppointmentView, VisitLine, WholeAppointmentView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { dayName, wall } from '../platform/zones'
import { AskForCar } from '../trips/AskForCar'
import { grave, visitActions } from './asks'
import { ClientLink } from './ClientLink'
import { EditVisit } from './EditVisit'
import { Materials } from './Materials'
import { VisitMark } from './marks'
import { PaymentForm } from './PaymentForm'
import { clockAt, spanOf } from './planner/ruler'
import { useSeries, useVisit, visitKey } from './reads'
import { readRule } from './repeats'
import { VisitForm } from './VisitForm'
import { VisitPlaces } from './VisitPlaces'
import styles from './visit.module.css'

interface Props {
  id: number
  /** The visits in sight: what is in the way is named where it is among them. */
  known: readonly AppointmentView[]
  onClose: () => void
}

/** All that is known of one visit, and what can be done with it. */
export function VisitSheet({ id, known, onClose }: Props) {
  const { t } = useTranslation()
  const { data, error, refetch } = useVisit(id)
  return (
    <Dialog title={data?.appointment.client_name ?? t('visit.visit')} onClose={onClose} side>
      {data ? <Sheet whole={data} known={known} /> : error ? <Failed problem={error} onAgain={refetch} /> : <Loading lines={8} />}
    </Dialog>
  )
}

function Sheet({ whole, known }: { whole: WholeAppointmentView; known: readonly AppointmentView[] }) {
  const { t, i18n } = useTranslation()
  const [asking, setAsking] = useState<string | null>(null)
  const { appointment: visit } = whole
  const { zone } = visit
  const { from, to } = spanOf(visit)
  return (
    <div className={styles.sheet}>
      <section aria-label={t('visit.visit')}>
        <p className={styles.row}>
          <VisitMark state={visit.state} form="outline" />
          {visit.awaits_review && <strong>{t('visit.awaits_review')}</strong>}
          {visit.late_minutes ? <strong>{t('visit.late', { count: visit.late_minutes })}</strong> : null}
        </p>
        <dl className={styles.facts}>
          <dt>{t('visit.when')}</dt>
          <dd>
            {dayName(wall(from, zone).slice(0, 10), i18n.language)}, {clockAt(from, zone)}–{clockAt(to, zone)}{' '}
            <span className={styles.soft}>{zone}</span>
          </dd>
          {visit.series_id !== null && <SeriesFacts id={visit.series_id} />}
          <dt>{t('field.address')}</dt>
          <dd>
            <bdi>{visit.address}</bdi>
          </dd>
          <dt>{t('visit.services')}</dt>
          <dd>{visit.services.map(one => t('visit.service_of', { name: one.name, minutes: one.minutes })).join(', ')}</dd>
          {visit.code !== null && (
            <>
              <dt>{t('visit.code')}</dt>
              <dd>{visit.code}</dd>
            </>
          )}
          {visit.reason_code !== null && (
            <>
              <dt>{t('field.reason')}</dt>
              <dd>
                {t(`visit.reason.${visit.reason_code}`, { defaultValue: visit.reason_code })} {visit.reason && <bdi>{visit.reason}</bdi>}
              </dd>
            </>
          )}
          {visit.overlap_reason !== null && (
            <>
              <dt>{t('visit.field.overlap_reason')}</dt>
              <dd>
                <bdi>{visit.overlap_reason}</bdi>
              </dd>
            </>
          )}
          {visit.notes !== null && (
            <>
              <dt>{t('visit.notes')}</dt>
              <dd>
                <bdi>{visit.notes}</bdi>
              </dd>
            </>
          )}
        </dl>
        <div className={styles.row}>
          {visitActions(visit.actions).map(action => (
            <Button
              key={action}
              size="compact-md"
              variant="default"
              c={grave.has(action) ? 'var(--critical)' : undefined}
              onClick={() => setAsking(action)}
            >
              {t(`visit.action.${action}`)}
            </Button>
          ))}
          {/* As another time: before anybody has set out. */}
          {visit.actions.includes('reschedule') && (
            <Button size="compact-md" variant="default" onClick={() => setAsking('address')}>
              {t('visit.elsewhere')}
            </Button>
          )}
        </div>
      </section>
      <VisitPlaces whole={whole} known={known} onCancel={() => setAsking('cancel')} />
      <AskForCar visit={visit} />
      <ClientLink visit={visit} />
      <Materials whole={whole} />
      <PaymentForm visit={visit} />
      <VisitTimeline id={visit.id} version={visit.version} zone={zone} />
      {asking === 'address' && (
        <EditVisit
          visit={visit}
          title={`${t('visit.elsewhere')}: ${visit.client_name}`}
          fields={[
            { name: 'address', label: t('field.address'), as: 'text', required: true },
            { name: 'latitude', label: t('admin.latitude'), as: 'number', required: true },
            { name: 'longitude', label: t('admin.longitude'), as: 'number', required: true },
            { name: 'override_reason', label: t('visit.field.override_reason'), as: 'text', help: t('visit.field.override_reason_help') },
          ]}
          valuesOf={({ address, latitude, longitude }) => ({ address, latitude, longitude, override_reason: null })}
          known={known}
          onClose={() => setAsking(null)}
        />
      )}
      {asking && asking !== 'address' && <VisitForm visit={visit} action={asking} known={known} onClose={() => setAsking(null)} />}
    </div>
  )
}

/** By which rule a visit comes again, and how often. */
function SeriesFacts({ id }: { id: number }) {
  const { t } = useTranslation()
  const series = useSeries(id).data
  if (!series) return null
  const { frequency, every, days } = readRule(series.rule) ?? { frequency: null, every: 1, days: [] }
  return (
    <>
      <dt>{t('visit.repeat.series')}</dt>
      <dd>
        {[
          frequency === null ? series.rule : t(`visit.repeat.said_${frequency}`, { count: every }),
          ...days.map(day => t(`visit.repeat.day.${day}`)),
          t('visit.repeat.visits', { count: series.visits }),
        ].join(' · ')}
      </dd>
    </>
  )
}

/** Everything that happened to a visit, the newest first; asked for again when the visit is another. */
function VisitTimeline({ id, version, zone }: { id: number; version: number; zone: string }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: [...visitKey(id), 'timeline', version],
    queryFn: ({ signal }) => answered(api.GET('/api/appointments/{id}/timeline', { params: { path: { id } }, signal })),
    placeholderData: before => before,
  })
  return (
    <section aria-label={t('visit.timeline')}>
      <h3>{t('visit.timeline')}</h3>
      {data ? (
        <ol className={styles.lines}>
          {data.items.toReversed().map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id; they only ever grow at the top
            <Line key={data.items.length - at} line={line} zone={zone} />
          ))}
        </ol>
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : (
        <Loading lines={3} />
      )}
    </section>
  )
}

function Line({ line, zone }: { line: VisitLine; zone: string }) {
  const { t, i18n } = useTranslation()
  const word = line.what.slice(line.what.lastIndexOf('.') + 1)
  return (
    <li>
      <time dateTime={line.at} title={wall(line.at, zone).replace('T', ' ')}>
        {timeOfDay(line.at, i18n.language, now(), zone)}
      </time>
      <span>{t(`visit.event.${word}`, { defaultValue: word.replaceAll('_', ' ') })}</span>
      <span className={styles.soft}>{line.actor_name ?? t(`timeline.${line.actor}`, { defaultValue: line.actor })}</span>
    </li>
  )
}
