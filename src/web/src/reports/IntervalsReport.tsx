import { NativeSelect } from '@mantine/core'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api } from '../platform/api'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { Mark } from '../platform/Mark'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { span } from '../platform/time'
import type { Interval, IntervalRow } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { Picture } from './Picture'
import type { Asked } from './ReportsPage'
import { minutes, percent } from './span'

/** An interval is on target when nine of ten did not exceed it. */
const enough = 0.9

/** How long things took, by priority, against the targets. */
export function IntervalsReport({ asked: { from, to } }: { asked: Asked }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<Interval>('response')
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', 'intervals', from, to],
    queryFn: ({ signal }) => answered(api.GET('/api/reports/intervals', { params: { query: { from, to } }, signal })),
  })
  if (error) return <Failed problem={error} onAgain={refetch} />
  if (!data) return <Loading lines={10} />
  const intervals = [...new Set(data.items.map(row => row.interval))]
  const rows = data.items.filter(row => row.interval === shown)
  return (
    <Part title={t('reports.intervals.title')}>
      <div className={filters.filters}>
        <NativeSelect
          label={t('reports.interval')}
          value={shown}
          onChange={event => setShown(event.currentTarget.value as Interval)}
          data={intervals.map(interval => ({ value: interval, label: t(`reports.of.${interval}`) }))}
        />
      </div>
      <Picture
        as="bars"
        unit={` ${t('reports.min')}`}
        caption={t('reports.intervals.caption', { interval: t(`reports.of.${shown}`) })}
        data={rows.map(row => ({
          at: t(`priority.${row.priority}`),
          p50: minutes(row.p50),
          p90: minutes(row.p90),
          p95: minutes(row.p95),
          target: minutes(row.target),
        }))}
        series={[
          { name: 'p50', label: 'P50', color: 'var(--moving)' },
          { name: 'p90', label: 'P90', color: 'var(--there)' },
          { name: 'p95', label: 'P95', color: 'var(--alerted)' },
          { name: 'target', label: t('reports.target'), color: 'var(--ink)', target: true },
        ]}
      />
      <PlainTable
        label={t('reports.intervals.title')}
        rows={[...rows, ...data.items.filter(row => row.interval !== shown)]}
        keyOf={row => `${row.interval} ${row.priority}`}
        empty={t('reports.none')}
        columns={[
          { head: t('reports.interval'), cell: row => t(`reports.of.${row.interval}`) },
          { head: t('field.priority'), cell: row => t(`priority.${row.priority}`) },
          { head: t('reports.count'), cell: row => row.count, number: true },
          { head: t('reports.mean'), cell: row => time(row.mean), number: true },
          { head: 'P50', cell: row => time(row.p50), number: true },
          { head: 'P90', cell: row => time(row.p90), number: true },
          { head: 'P95', cell: row => time(row.p95), number: true },
          { head: t('reports.target'), cell: row => time(row.target), number: true },
          { head: t('reports.in_target'), cell: row => <InTarget row={row} />, number: true },
          { head: t('reports.left_out'), cell: row => row.left_out, number: true },
        ]}
      />
    </Part>
  )
}

export const time = (seconds: number | null): string => (seconds === null ? '–' : span(seconds * 1000))

function InTarget({ row }: { row: IntervalRow }) {
  const { t } = useTranslation()
  if (row.in_target === null) return '–'
  const good = row.in_target >= enough
  return (
    <>
      <Mark icon={good ? IconCircleCheck : IconCircleX} word={percent(row.in_target)} tone={good ? 'free' : 'high'} />
      <span className="spoken">{t(good ? 'reports.on_target' : 'reports.off_target')}</span>
    </>
  )
}
