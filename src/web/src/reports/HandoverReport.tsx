import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../platform/api'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { useTranslation } from '../platform/words/useTranslation'
import { time } from './IntervalsReport'
import { Picture } from './Picture'
import type { Asked } from './ReportsPage'
import { minutes, percent } from './span'

/** How long crews waited at each hospital until somebody took over. */
export function HandoverReport({ asked: { from, to } }: { asked: Asked }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', 'handover', from, to],
    queryFn: ({ signal }) => answered(api.GET('/api/reports/handover', { params: { query: { from, to } }, signal })),
  })
  if (error) return <Failed problem={error} onAgain={refetch} />
  if (!data) return <Loading lines={10} />
  return (
    <Part title={t('reports.handover.title')}>
      <Picture
        as="bars"
        unit={` ${t('reports.min')}`}
        caption={t('reports.handover.caption')}
        limit={{ at: 30, label: t('reports.handover.limit') }}
        data={data.items.filter(row => row.count > 0).map(row => ({ at: row.name, p50: minutes(row.p50), p90: minutes(row.p90) }))}
        series={[
          { name: 'p50', label: 'P50', color: 'var(--moving)' },
          { name: 'p90', label: 'P90', color: 'var(--there)' },
        ]}
      />
      <PlainTable
        label={t('reports.handover.title')}
        rows={data.items}
        keyOf={row => row.hospital_id}
        empty={t('hospital.none')}
        columns={[
          { head: t('field.hospital_id'), cell: row => row.name },
          { head: t('reports.count'), cell: row => row.count, number: true },
          { head: t('reports.mean'), cell: row => time(row.mean), number: true },
          { head: 'P50', cell: row => time(row.p50), number: true },
          { head: 'P90', cell: row => time(row.p90), number: true },
          { head: t('reports.handover.beyond', { minutes: 15 }), cell: row => percent(row.beyond15), number: true },
          { head: t('reports.handover.beyond', { minutes: 30 }), cell: row => percent(row.beyond30), number: true },
          { head: t('reports.handover.beyond', { minutes: 60 }), cell: row => percent(row.beyond60), number: true },
          { head: t('reports.left_out'), cell: row => row.left_out, number: true },
        ]}
      />
    </Part>
  )
}
