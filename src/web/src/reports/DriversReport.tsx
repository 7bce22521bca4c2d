import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../platform/api'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { useTranslation } from '../platform/words/useTranslation'
import { time } from './IntervalsReport'
import { Picture } from './Picture'
import type { Asked } from './ReportsPage'
import { percent } from './span'

/** More bars than this cannot be told apart; the table has them all. */
const drawn = 30

const hours = (value: number): string => value.toFixed(1)
const km = (value: number): string => value.toFixed(1)

/** How busy drivers were, how long passengers waited for them, and how far they drove with and without passengers. */
export function DriversReport({ asked: { from, to } }: { asked: Asked }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', 'drivers', from, to],
    queryFn: ({ signal }) => answered(api.GET('/api/reports/drivers', { params: { query: { from, to } }, signal })),
  })
  if (error) return <Failed problem={error} onAgain={refetch} />
  if (!data) return <Loading lines={10} />
  const { all, items } = data
  return (
    <>
      <Part title={t('reports.drivers.time')}>
        <Picture
          as="bars"
          unit=" h"
          caption={[
            ...(all.utilisation === null ? [] : [t('reports.drivers.time_caption', { share: percent(all.utilisation) })]),
            ...(all.wait_p50 === null ? [] : [t('reports.drivers.wait_caption', { p50: time(all.wait_p50), p90: time(all.wait_p90) })]),
          ].join(' ')}
          data={items
            .filter(row => row.shift_hours > 0)
            .toSorted((a, b) => b.busy_hours - a.busy_hours)
            .slice(0, drawn)
            .map(row => ({ at: row.name ?? '', busy: row.busy_hours, idle: row.idle_hours }))}
          series={[
            { name: 'busy', label: t('reports.drivers.busy'), color: 'var(--moving)' },
            { name: 'idle', label: t('reports.drivers.idle'), color: 'var(--there)' },
          ]}
        />
        <PlainTable
          label={t('reports.drivers.time')}
          rows={items}
          keyOf={row => `${row.site_id} ${row.driver_id}`}
          empty={t('reports.none')}
          columns={[
            { head: t('reports.drivers.driver'), cell: row => row.name },
            { head: t('reports.punctuality.site'), cell: row => row.site },
            { head: t('reports.drivers.shift'), cell: row => hours(row.shift_hours), number: true },
            { head: t('reports.drivers.busy'), cell: row => hours(row.busy_hours), number: true },
            { head: t('reports.drivers.idle'), cell: row => hours(row.idle_hours), number: true },
            { head: t('reports.utilisation.title'), cell: row => percent(row.utilisation), number: true },
            { head: t('reports.drivers.off_shift'), cell: row => hours(row.busy_off_shift_hours), number: true },
            { head: t('reports.drivers.trips'), cell: row => row.trips, number: true },
            { head: t('reports.drivers.passengers'), cell: row => row.passengers, number: true },
            { head: t('reports.drivers.no_shows'), cell: row => row.no_shows, number: true },
            { head: t('reports.drivers.failed'), cell: row => row.failed, number: true },
            { head: t('reports.drivers.p50'), cell: row => time(row.wait_p50), number: true },
            { head: t('reports.drivers.p90'), cell: row => time(row.wait_p90), number: true },
          ]}
        />
      </Part>
      <Part title={t('reports.drivers.way')}>
        <Picture
          as="bars"
          unit=" km"
          caption={t('reports.drivers.way_caption', {
            km: km(all.loaded_km + all.empty_km),
            seen: km(all.seen_km),
            left_out: all.left_out,
          })}
          data={items
            .filter(row => row.loaded_km + row.empty_km > 0)
            .toSorted((a, b) => b.loaded_km - a.loaded_km)
            .slice(0, drawn)
            .map(row => ({ at: row.name ?? '', loaded: row.loaded_km, empty: row.empty_km }))}
          series={[
            { name: 'loaded', label: t('reports.drivers.loaded'), color: 'var(--moving)' },
            { name: 'empty', label: t('reports.drivers.empty'), color: 'var(--alerted)' },
          ]}
        />
        <PlainTable
          label={t('reports.drivers.way')}
          rows={items}
          keyOf={row => `${row.site_id} ${row.driver_id}`}
          empty={t('reports.none')}
          columns={[
            { head: t('reports.drivers.driver'), cell: row => row.name },
            { head: t('reports.punctuality.site'), cell: row => row.site },
            { head: t('reports.drivers.runs'), cell: row => row.runs, number: true },
            { head: t('reports.drivers.loaded'), cell: row => km(row.loaded_km), number: true },
            { head: t('reports.drivers.empty'), cell: row => km(row.empty_km), number: true },
            { head: t('reports.drivers.seen'), cell: row => km(row.seen_km), number: true },
            { head: t('reports.left_out'), cell: row => row.left_out, number: true },
          ]}
        />
      </Part>
    </>
  )
}
