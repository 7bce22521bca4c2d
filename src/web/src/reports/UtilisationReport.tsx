import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../platform/api'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { useTranslation } from '../platform/words/useTranslation'
import { Picture } from './Picture'
import type { Asked } from './ReportsPage'
import { percent } from './span'

/** More bars than this cannot be told apart; the table has them all. */
const drawn = 30

const share = (part: number | null): number | null => (part === null ? null : Math.round(part * 1000) / 10)
const hours = (value: number): string => value.toFixed(1)
const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

/** How much of the time that units stood ready they were at work: by unit, and by the hour of the day. */
export function UtilisationReport({ asked: { from, to, zone } }: { asked: Asked }) {
  const { t } = useTranslation()
  const byUnit = useQuery({
    queryKey: ['reports', 'utilisation', from, to],
    queryFn: ({ signal }) => answered(api.GET('/api/reports/utilisation', { params: { query: { from, to } }, signal })),
  })
  const byHour = useQuery({
    queryKey: ['reports', 'hours', from, to, zone],
    queryFn: ({ signal }) => answered(api.GET('/api/reports/utilisation/hours', { params: { query: { from, to, zone } }, signal })),
  })
  const table = new URLSearchParams({ from, to, zone, format: 'csv' })
  return (
    <>
      <Part title={t('reports.utilisation.by_unit')}>
        {byUnit.error ? (
          <Failed problem={byUnit.error} onAgain={byUnit.refetch} />
        ) : !byUnit.data ? (
          <Loading lines={8} />
        ) : (
          <>
            <Picture
              as="bars"
              unit=" %"
              caption={t('reports.utilisation.caption', {
                share: percent(byUnit.data.utilisation),
                staffed: hours(byUnit.data.staffed_hours),
                busy: hours(byUnit.data.busy_hours),
              })}
              data={byUnit.data.items
                .filter(row => row.utilisation !== null)
                .toSorted((a, b) => (b.utilisation ?? 0) - (a.utilisation ?? 0))
                .slice(0, drawn)
                .map(row => ({ at: row.unit_number, share: share(row.utilisation) }))}
              series={[{ name: 'share', label: t('reports.utilisation.title'), color: 'var(--moving)' }]}
            />
            <PlainTable
              label={t('reports.utilisation.by_unit')}
              rows={byUnit.data.items}
              keyOf={row => row.unit_id}
              empty={t('reports.none')}
              columns={[
                { head: t('admin.vehicle.number'), cell: row => row.unit_number },
                { head: t('admin.kind'), cell: row => t(`unit_kind.${row.kind}`) },
                { head: t('reports.utilisation.staffed'), cell: row => hours(row.staffed_hours), number: true },
                { head: t('reports.utilisation.busy'), cell: row => hours(row.busy_hours), number: true },
                { head: t('reports.utilisation.title'), cell: row => percent(row.utilisation), number: true },
                { head: t('reports.utilisation.responses'), cell: row => row.responses, number: true },
                { head: t('reports.utilisation.transports'), cell: row => row.transports, number: true },
              ]}
            />
          </>
        )}
      </Part>
      <Part
        title={t('reports.utilisation.by_hour')}
        actions={
          <Button component="a" href={`/api/reports/utilisation/hours?${table}`} download size="compact-sm" variant="default">
            {t('reports.utilisation.hours_csv')}
          </Button>
        }
      >
        {byHour.error ? (
          <Failed problem={byHour.error} onAgain={byHour.refetch} />
        ) : !byHour.data ? (
          <Loading lines={8} />
        ) : (
          <>
            <Picture
              as="bars"
              unit=" %"
              caption={t('reports.utilisation.hour_caption', { zone: byHour.data.zone })}
              data={byHour.data.hours.map(row => ({ at: clock(row.hour), share: share(row.utilisation) }))}
              series={[{ name: 'share', label: t('reports.utilisation.title'), color: 'var(--there)' }]}
            />
            <PlainTable
              label={t('reports.utilisation.by_hour')}
              rows={byHour.data.hours}
              keyOf={row => row.hour}
              empty={t('reports.none')}
              columns={[
                { head: t('reports.utilisation.hour'), cell: row => clock(row.hour) },
                { head: t('reports.utilisation.staffed'), cell: row => hours(row.staffed_hours), number: true },
                { head: t('reports.utilisation.busy'), cell: row => hours(row.busy_hours), number: true },
                { head: t('reports.utilisation.title'), cell: row => percent(row.utilisation), number: true },
              ]}
            />
          </>
        )}
      </Part>
    </>
  )
}
