import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, api } from '../platform/api'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import type { DeliveriesRow } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { Picture } from '../reports/Picture'
import type { Asked } from '../reports/ReportsPage'
import { percent } from '../reports/span'
import { kindWord } from './marks'

const steps = ['sent', 'delivered', 'acknowledged'] as const
const ranks = ['p50', 'p90', 'p95'] as const
const reasons = ['not_wanted', 'no_address', 'no_device', 'quiet_hours', 'withdrawn'] as const
const ends = ['waiting', 'sent', 'delivered', 'read', 'acknowledged', 'failed', 'expired', 'unknown'] as const
const shares = ['delivered', 'read', 'acknowledged', 'failed'] as const

const share = (part: number | null): number | null => (part === null ? null : Math.round(part * 1000) / 10)

/** Seconds to the tenth; what was not measured is a dash. */
const exact = (seconds: number | null): string => (seconds === null ? '–' : seconds.toFixed(1))

/** Whether people were told, and how fast: by kind and way. */
export function DeliveriesReport({ asked: { from, to } }: { asked: Asked }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState('')
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', 'deliveries', from, to],
    queryFn: ({ signal }) => answered(api.GET('/api/reports/deliveries', { params: { query: { from, to } }, signal })),
  })
  if (error) return <Failed problem={error} onAgain={refetch} />
  if (!data) return <Loading lines={10} />
  const kinds = [...new Set(data.items.flatMap(row => row.kind ?? []))]
  const kind = kinds.includes(chosen) ? chosen : ''
  const drawn = kind === '' ? data.ways : data.items.filter(row => row.kind === kind)
  const rows = [...data.ways, ...data.items]
  const name = kind === '' ? t('reports.deliveries.all') : kindWord(t, kind)
  const heads = [
    {
      head: t('reports.deliveries.kind'),
      cell: (row: DeliveriesRow) => (row.kind === null ? t('reports.deliveries.all') : kindWord(t, row.kind)),
    },
    { head: t('reports.deliveries.way'), cell: (row: DeliveriesRow) => t(`way.${row.way}`) },
  ]
  const table = (title: string, columns: { head: string; cell: (row: DeliveriesRow) => number | string }[]) => (
    <PlainTable
      label={title}
      rows={rows}
      keyOf={row => `${row.kind} ${row.way}`}
      empty={t('reports.none')}
      columns={[...heads, ...columns.map(column => ({ ...column, number: true }))]}
    />
  )
  return (
    <>
      <Part title={t('reports.deliveries.how_fast')}>
        <div className={filters.filters}>
          <NativeSelect
            label={t('reports.deliveries.kind')}
            value={kind}
            onChange={event => setChosen(event.currentTarget.value)}
            data={[{ value: '', label: t('reports.deliveries.all') }, ...kinds.map(one => ({ value: one, label: kindWord(t, one) }))]}
          />
        </div>
        <Picture
          as="bars"
          unit={` ${t('reports.deliveries.seconds')}`}
          caption={t('reports.deliveries.caption', { kind: name })}
          data={drawn.map(row => ({ at: t(`way.${row.way}`), p50: row.delivered_p50, p90: row.delivered_p90, p95: row.delivered_p95 }))}
          series={[
            { name: 'p50', label: 'P50', color: 'var(--moving)' },
            { name: 'p90', label: 'P90', color: 'var(--there)' },
            { name: 'p95', label: 'P95', color: 'var(--alerted)' },
          ]}
        />
        {table(
          t('reports.deliveries.how_fast'),
          steps.flatMap(step =>
            ranks.map(rank => ({
              head: t('reports.deliveries.until', { what: t(`reports.deliveries.${step}`), rank: rank.toUpperCase() }),
              cell: (row: DeliveriesRow) => exact(row[`${step}_${rank}`]),
            })),
          ),
        )}
      </Part>
      <Part title={t('reports.deliveries.how_surely')}>
        <Picture
          as="bars"
          unit=" %"
          caption={t('reports.deliveries.shares_caption', { kind: name })}
          data={drawn.map(row => ({
            at: t(`way.${row.way}`),
            delivered: share(row.delivered_share),
            read: share(row.read_share),
            acknowledged: share(row.acknowledged_share),
          }))}
          series={[
            { name: 'delivered', label: t('reports.deliveries.delivered'), color: 'var(--moving)' },
            { name: 'read', label: t('reports.deliveries.read'), color: 'var(--free)' },
            { name: 'acknowledged', label: t('reports.deliveries.acknowledged'), color: 'var(--there)' },
          ]}
        />
        {table(t('reports.deliveries.how_surely'), [
          { head: t('reports.deliveries.planned'), cell: row => row.planned },
          { head: t('reports.deliveries.suppressed'), cell: row => row.suppressed },
          ...ends.map(end => ({ head: t(`reports.deliveries.${end}`), cell: (row: DeliveriesRow) => row[end] })),
          ...shares.map(one => ({
            head: t('reports.deliveries.share', { what: t(`reports.deliveries.${one}`) }),
            cell: (row: DeliveriesRow) => percent(row[`${one}_share`]),
          })),
        ])}
      </Part>
      <Part title={t('reports.deliveries.why_not')}>
        {table(t('reports.deliveries.why_not'), [
          { head: t('reports.deliveries.suppressed'), cell: row => row.suppressed },
          ...reasons.map(reason => ({ head: t(`reports.deliveries.${reason}`), cell: (row: DeliveriesRow) => row[reason] })),
        ])}
      </Part>
    </>
  )
}
