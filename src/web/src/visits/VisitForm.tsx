import { useNavigate } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { say } from '../platform/announce'
import { act, answered, api, pressed } from '../platform/api'
import { now } from '../platform/clock'
import { Dialog } from '../platform/Dialog'
import { Failed, Loading } from '../platform/Loading'
import { type Field, RecordForm } from '../platform/RecordForm'
import type { AppointmentView, SeriesView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { moment, wall } from '../platform/zones'
import { absenceReasons, asksOf, cancelReasons, grave } from './asks'
import { useSaidRefusal } from './findings'
import { useSeries, useVisitAgain } from './reads'
import { movedAs } from './repeats'

interface Props {
  visit: AppointmentView
  action: string
  known: readonly AppointmentView[]
  onClose: () => void
}

/** What a key of a visit asks for: another time, another end, a reason. It is the way to move a visit without dragging it, too. */
export function VisitForm({ visit, action, known, onClose }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const again = useVisitAgain(visit.id)
  const names = useMemo(() => new Map(visit.places.map(one => [one.therapist_id ?? 0, one.therapist_name ?? ''])), [visit.places])
  const said = useSaidRefusal(known, names)
  const word = t(`visit.action.${action}`)
  const { zone } = visit
  const together = visit.series_id !== null && inSeries.has(action)
  const { data: series, error, refetch } = useSeries(together ? visit.series_id : null)
  const alone = async (values: Values) => {
    await said(act('appointments', visit.id, action, bodyOf(values, zone)))
    say(t('action.done', { action: word, thing: visit.client_name }))
  }
  const all = async (series: SeriesView, values: Values) => {
    const count = await said(
      changeSeries(series, visit, action, values, first => {
        void navigate({ to: '/visits', search: before => ({ ...before, visit: String(first) }), replace: true })
      }),
    )
    say(t('visit.repeat.done', { action: word, thing: visit.client_name, count }))
  }
  const title = `${word}: ${visit.client_name}`
  // Whoever is asked which of a series they mean must be able to say all of them.
  if (together && !series) {
    return (
      <Dialog title={title} onClose={onClose}>
        {error ? <Failed problem={error} onAgain={refetch} /> : <Loading />}
      </Dialog>
    )
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <RecordForm
        fields={[...(series ? seriesFields(t, series, action) : []), ...asksOf(action).map(name => fieldOf(t, name, action, zone))]}
        initial={{ ...(series ? { which: 'one', skip_conflicts: false } : {}), ...initialOf(visit, action) }}
        word={word}
        grave={grave.has(action)}
        onCancel={onClose}
        onSend={async ({ which = 'one', skip_conflicts, ...values }) => {
          await (series && which !== 'one' ? all(series, { ...values, which, skip_conflicts }) : alone(values))
          await again()
          onClose()
        }}
      />
    </Dialog>
  )
}

type Values = Readonly<Record<string, unknown>>

/** What may be done with all that follow as well. */
const inSeries: ReadonlySet<string> = new Set(['reschedule', 'cancel'])

/** Visits that have been are not moved any more: all of them are, while none has. */
function seriesFields(t: TFunction, series: SeriesView, action: string): Field[] {
  const begun = Date.parse(moment(series.first_start, series.zone) ?? '') <= now()
  const which = action === 'cancel' || !begun ? ['one', 'following', 'all'] : ['one', 'following']
  return [
    {
      name: 'which',
      label: t('visit.repeat.which'),
      as: 'choice',
      required: true,
      choices: which.map(value => ({ value, label: t(`visit.repeat.${value}`) })),
    },
    ...(action === 'reschedule'
      ? [{ name: 'skip_conflicts', label: t('visit.repeat.skip'), as: 'tick' as const, help: t('visit.repeat.skip_help') }]
      : []),
  ]
}

/** Moves or cancels a visit of a series and those that follow; answers how many that were. */
async function changeSeries(
  series: SeriesView,
  visit: AppointmentView,
  action: string,
  { which, skip_conflicts, starts_at, ...values }: Values,
  onMoved: (first: number) => void,
): Promise<number> {
  const path = { id: series.id }
  const from = which === 'all' ? series.first_start : (visit.occurrence ?? series.first_start)
  const rest = bodyOf(values, series.zone)
  if (action === 'cancel') {
    const after = await answered(
      api.POST('/api/series/{id}/end', { params: { path }, body: { from, ...rest } as never, headers: pressed() }),
    )
    return series.visits - after.visits
  }
  const first_start = movedAs(from, visit.occurrence ?? from, String(starts_at).slice(0, 16))
  const body = { from, first_start, skip_conflicts: skip_conflicts === true, ...rest }
  const planned = await answered(api.POST('/api/series/{id}/change', { params: { path }, body, headers: pressed() }))
  if (planned.visits[0]) onMoved(planned.visits[0].id)
  return planned.visits.length
}

function fieldOf(t: TFunction, name: string, action: string, zone: string): Field {
  const reasons = action === 'cancel' ? cancelReasons : absenceReasons
  switch (name) {
    case 'starts_at':
      return { name, label: t('visit.starts'), as: 'moment', required: true, help: t('field.zone', { zone }) }
    case 'ends_at':
      return { name, label: t('visit.ends'), as: 'moment', required: true, help: t('field.zone', { zone }) }
    case 'minutes':
      return { name, label: t('visit.field.minutes'), as: 'number', required: true, help: t('visit.field.minutes_help') }
    case 'reason_code':
      return {
        name,
        label: t('field.reason'),
        as: 'choice',
        required: true,
        choices: reasons.map(value => ({ value, label: t(`visit.reason.${value}`) })),
      }
    case 'reason':
      return { name, label: t('visit.field.more'), as: 'text', help: t('visit.field.more_help') }
    default:
      return { name, label: t(`visit.field.${name}`), as: 'text', help: t(`visit.field.${name}_help`) }
  }
}

const initialOf = (visit: AppointmentView, action: string): Record<string, unknown> =>
  Object.fromEntries(
    asksOf(action).map(name => [
      name,
      name === 'starts_at' || name === 'ends_at' ? wall(visit[name], visit.zone) : name === 'minutes' ? (visit.late_minutes ?? 15) : null,
    ]),
  )

/** What was left empty is left out; times are those of the site's clock. */
const bodyOf = (values: Readonly<Record<string, unknown>>, zone: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      if (value === null || value === '') return []
      return [[name, name.endsWith('_at') && typeof value === 'string' ? moment(value, zone) : value]]
    }),
  )
