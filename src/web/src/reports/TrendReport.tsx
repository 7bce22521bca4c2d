import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api } from '../platform/api'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import type { Interval, Priority } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { wall } from '../platform/zones'
import { time } from './IntervalsReport'
import { intervals, priorities } from './intervals'
import { Picture } from './Picture'
import type { Asked } from './ReportsPage'
import { minutes, percent } from './span'

interface Props {
  asked: Asked
  interval: string | undefined
  bucket: string | undefined
  onChange: (change: { interval?: string; bucket?: string }) => void
}

/** How one interval went from day to day, or week to week. */
export function TrendReport({ asked: { from, to, zone }, interval = 'response', bucket = 'day', onChange }: Props) {
  const { t } = useTranslation()
  const [priority, setPriority] = useState<Priority>('CRITICAL')
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', 'trend', from, to, zone, interval, bucket],
    queryFn: ({ signal }) => answered(api.GET('/api/reports/trend', { params: { query: { from, to, zone, interval, bucket } }, signal })),
  })
  const rows = (data?.items ?? []).filter(row => row.priority === priority)
  const target = data?.targets.find(one => one.priority === priority)?.seconds ?? null
  const day = (at: string) => wall(at, zone).slice(0, 10)
  return (
    <Part title={t('reports.trend.title')}>
      <div className={filters.filters}>
        <NativeSelect
          label={t('reports.interval')}
          value={interval}
          onChange={event => onChange({ interval: event.currentTarget.value })}
          data={intervals.map(each => ({ value: each, label: t(`reports.of.${each}`) }))}
        />
        <NativeSelect
          label={t('field.priority')}
          value={priority}
          onChange={event => setPriority(event.currentTarget.value as Priority)}
          data={priorities.map(each => ({ value: each, label: t(`priority.${each}`) }))}
        />
        <NativeSelect
          label={t('reports.bucket')}
          value={bucket}
          onChange={event => onChange({ bucket: event.currentTarget.value })}
          data={[
            { value: 'day', label: t('reports.by_day') },
            { value: 'week', label: t('reports.by_week') },
          ]}
        />
      </div>
      {error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : !data ? (
        <Loading lines={10} />
      ) : (
        <>
          <Picture
            as="lines"
            unit={` ${t('reports.min')}`}
            caption={t('reports.trend.caption', { interval: t(`reports.of.${interval as Interval}`), priority: t(`priority.${priority}`) })}
            data={rows.map(row => ({ at: day(row.from), p50: minutes(row.p50), p90: minutes(row.p90), target: minutes(target) }))}
            series={[
              { name: 'p50', label: 'P50', color: 'var(--moving)', dash: '8 4' },
              { name: 'p90', label: 'P90', color: 'var(--there)' },
              ...(target === null ? [] : [{ name: 'target', label: t('reports.target'), color: 'var(--ink)', target: true }]),
            ]}
          />
          <PlainTable
            label={t('reports.trend.title')}
            rows={rows}
            keyOf={row => row.from}
            empty={t('reports.none')}
            columns={[
              {
                head: t(bucket === 'week' ? 'reports.week_from' : 'reports.day'),
                cell: row => <time dateTime={day(row.from)}>{day(row.from)}</time>,
              },
              { head: t('reports.count'), cell: row => row.count, number: true },
              { head: 'P50', cell: row => time(row.p50), number: true },
              { head: 'P90', cell: row => time(row.p90), number: true },
              { head: t('reports.in_target'), cell: row => percent(row.in_target), number: true },
              { head: t('reports.left_out'), cell: row => row.left_out, number: true },
            ]}
          />
        </>
      )}
    </Part>
  )
}
