import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../platform/api'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import type { PunctualityRow } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { time } from './IntervalsReport'
import { Picture } from './Picture'
import type { Asked } from './ReportsPage'
import { minutes, percent } from './span'

/** In minutes; payers of home care ask for one of these. */
const tolerances = ['0', '5', '7', '10', '15', '30', '60'] as const

const share = (part: number, row: PunctualityRow): number | null => {
  const begun = row.on_time + row.early + row.late
  return begun === 0 ? null : Math.round((part * 1000) / begun) / 10
}

interface Props {
  asked: Asked
  /** In minutes. */
  tolerance: string | undefined
  onChange: (change: { tolerance: string }) => void
}

/** Whether visits began when they were planned to: by week and by therapist, and who cancelled late. */
export function PunctualityReport({ asked: { from, to }, tolerance = '15', onChange }: Props) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', 'punctuality', from, to, tolerance],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/reports/punctuality', { params: { query: { from, to, tolerance: Number(tolerance) } }, signal })),
    placeholderData: before => before,
  })
  if (error) return <Failed problem={error} onAgain={refetch} />
  if (!data) return <Loading lines={10} />
  const late = (row: PunctualityRow) => row.late_by_client + row.late_by_therapist + row.late_by_company
  const counts = [
    { head: t('reports.punctuality.visits'), cell: (row: PunctualityRow) => row.visits, number: true },
    { head: t('reports.punctuality.on_time'), cell: (row: PunctualityRow) => row.on_time, number: true },
    { head: t('reports.punctuality.early'), cell: (row: PunctualityRow) => row.early, number: true },
    { head: t('reports.punctuality.late'), cell: (row: PunctualityRow) => row.late, number: true },
    { head: t('reports.punctuality.on_time_share'), cell: (row: PunctualityRow) => percent(row.on_time_share), number: true },
    { head: t('reports.punctuality.p50'), cell: (row: PunctualityRow) => time(row.p50), number: true },
    { head: t('reports.punctuality.p90'), cell: (row: PunctualityRow) => time(row.p90), number: true },
    { head: t('reports.punctuality.not_met'), cell: (row: PunctualityRow) => row.not_met, number: true },
    { head: t('reports.punctuality.client_absent'), cell: (row: PunctualityRow) => row.client_absent, number: true },
    { head: t('reports.punctuality.cancelled_late'), cell: late, number: true },
    { head: t('reports.punctuality.cancelled'), cell: (row: PunctualityRow) => row.cancelled, number: true },
    { head: t('reports.punctuality.unmeasured'), cell: (row: PunctualityRow) => row.unmeasured, number: true },
    { head: t('reports.punctuality.ahead'), cell: (row: PunctualityRow) => row.ahead, number: true },
  ]
  return (
    <>
      <div className={filters.filters}>
        <NativeSelect
          label={t('reports.punctuality.tolerance')}
          value={tolerance}
          onChange={event => onChange({ tolerance: event.currentTarget.value })}
          data={tolerances.map(value => ({ value, label: t('reports.punctuality.minutes', { count: Number(value) }) }))}
        />
      </div>
      <Part title={t('reports.punctuality.by_week')}>
        <Picture
          as="bars"
          unit=" %"
          caption={t('reports.punctuality.week_caption', {
            minutes: data.tolerance_minutes,
            share: percent(data.all.on_time_share),
            visits: data.all.visits,
          })}
          data={data.weeks.map(row => ({
            at: row.week ?? '',
            on_time: share(row.on_time, row),
            early: share(row.early, row),
            late: share(row.late, row),
          }))}
          series={[
            { name: 'on_time', label: t('reports.punctuality.on_time'), color: 'var(--there)' },
            { name: 'early', label: t('reports.punctuality.early'), color: 'var(--moving)' },
            { name: 'late', label: t('reports.punctuality.late'), color: 'var(--alerted)' },
          ]}
        />
        <PlainTable
          label={t('reports.punctuality.by_week')}
          rows={data.weeks}
          keyOf={row => row.week ?? ''}
          empty={t('reports.none')}
          columns={[{ head: t('reports.week_from'), cell: row => row.week }, ...counts]}
        />
      </Part>
      <Part title={t('reports.punctuality.by_therapist')}>
        <Picture
          as="bars"
          unit={` ${t('reports.min')}`}
          caption={t('reports.punctuality.therapist_caption')}
          data={data.therapists
            .filter(row => row.p90 !== null)
            .map(row => ({ at: row.therapist ?? '', p50: minutes(row.p50), p90: minutes(row.p90) }))}
          series={[
            { name: 'p50', label: 'P50', color: 'var(--moving)' },
            { name: 'p90', label: 'P90', color: 'var(--there)' },
          ]}
        />
        <PlainTable
          label={t('reports.punctuality.by_therapist')}
          rows={data.therapists}
          keyOf={row => `${row.site_id} ${row.therapist_id}`}
          empty={t('reports.none')}
          columns={[
            { head: t('reports.punctuality.therapist'), cell: row => row.therapist ?? t('reports.punctuality.nobody') },
            ...(new Set(data.therapists.map(row => row.site_id)).size > 1
              ? [{ head: t('reports.punctuality.site'), cell: (row: (typeof data.therapists)[number]) => row.site }]
              : []),
            ...counts,
          ]}
        />
      </Part>
      <Part title={t('reports.punctuality.cancelled_late')}>
        <p>
          {t('reports.punctuality.by_whom', {
            client: data.all.late_by_client,
            therapist: data.all.late_by_therapist,
            company: data.all.late_by_company,
          })}
        </p>
        <PlainTable
          label={t('reports.punctuality.cancelled_late')}
          rows={data.cancelled_late}
          keyOf={row => `${row.site_id} ${row.reason} ${row.user_id}`}
          empty={t('reports.none')}
          columns={[
            { head: t('reports.punctuality.reason'), cell: row => t(`reports.punctuality.reasons.${row.reason}`) },
            { head: t('reports.punctuality.site'), cell: row => row.site },
            { head: t('reports.punctuality.entered_by'), cell: row => row.entered_by ?? '–' },
            { head: t('reports.punctuality.visits'), cell: row => row.visits, number: true },
          ]}
        />
      </Part>
    </>
  )
}
