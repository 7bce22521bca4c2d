import { Button } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { PageFrame, Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import { span } from '../platform/time'
import type { DeskUtilisationRow, ForecastAccuracy, QueueStatistics, QueueStatisticsRow, QueueView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { DayField } from '../reports/DayField'
import { Picture } from '../reports/Picture'
import reports from '../reports/reports.module.css'
import { daysOf, lastDays, minutes, momentsOf, percent, presets } from '../reports/span'
import { LevelMark } from './marks'
import { useQueues } from './reads'
import styles from './statistics.module.css'

/** How one queue went: who came, who was served, how long they waited, who left unseen, how busy the desks were. */
export function StatisticsPage() {
  const { t } = useTranslation()
  const id = Number(useParams({ from: '/office/queues/$id/statistics' }).id)
  const { data, error, refetch } = useQueues()
  const queue = data?.find(one => one.id === id)
  if (queue) return <OfQueue queue={queue} />
  return (
    <PageFrame title={t('queue.statistics.title')} lead={<Link to="/queues">{t('queue.overview')}</Link>}>
      {error ? <Failed problem={error} onAgain={refetch} /> : data ? <p role="alert">{t('queue.not_yours')}</p> : <Loading lines={10} />}
    </PageFrame>
  )
}

function OfQueue({ queue }: { queue: QueueView }) {
  const { t } = useTranslation()
  const user = useUser()
  const navigate = useNavigate()
  const search = useSearch({ from: '/office/queues/$id/statistics' })
  const { zone } = queue
  const days = daysOf(search, now(), zone)
  const { from, to } = momentsOf(days, zone)
  const id = { id: String(queue.id) }
  const go = (change: object) =>
    navigate({ to: '/queues/$id/statistics', params: id, search: before => ({ ...before, ...change }), replace: true })
  const { data, error, refetch } = useQuery({
    queryKey: ['queue_statistics', queue.id, from, to],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/queues/{id}/statistics', { params: { path: { id: queue.id }, query: { from, to } }, signal })),
  })
  return (
    <PageFrame
      title={t('queue.statistics.of', { queue: `${queue.code} ${queue.name}` })}
      lead={
        <>
          {t('reports.lead', { from: days.from, to: days.to, zone })} ·{' '}
          <Link to="/queues/$id" params={id}>
            {t('queue.back')}
          </Link>
        </>
      }
      actions={
        <>
          <Button
            component="a"
            href={`/api/queues/${queue.id}/statistics?${new URLSearchParams({ from, to, format: 'csv' })}`}
            download
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t('admin.csv')}
          </Button>
          <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => print()}>
            {t('reports.print')}
          </Button>
        </>
      }
    >
      <div className={filters.filters}>
        <DayField label={t('reports.from')} value={days.from} max={days.to} onChange={day => go({ from: day })} />
        <DayField label={t('reports.to')} value={days.to} min={days.from} onChange={day => go({ to: day })} />
        <div className={reports.presets}>
          {presets.map(count => {
            const last = lastDays(count, now(), zone)
            const chosen = last.from === days.from && last.to === days.to
            return (
              <Button key={count} size="compact-md" variant={chosen ? 'filled' : 'default'} aria-pressed={chosen} onClick={() => go(last)}>
                {t('reports.last', { count })}
              </Button>
            )
          })}
        </div>
      </div>
      {error ? <Failed problem={error} onAgain={refetch} /> : data ? <Parts queue={queue} data={data} /> : <Loading lines={10} />}
      {may(user, 'queues.manage') && <Accuracy queue={queue} />}
    </PageFrame>
  )
}

const time = (seconds: number | null): string => (seconds === null ? '–' : span(seconds * 1000))
const clock = (hour: number | null): string => `${String(hour ?? 0).padStart(2, '0')}:00`
const hours = (value: number): string => value.toFixed(1)

function Parts({ queue, data }: { queue: QueueView; data: QueueStatistics }) {
  const { t } = useTranslation()
  const { all, levels, hours: byHour, desks } = data
  const named = (row: QueueStatisticsRow) => row.level_name ?? t('queue.statistics.level', { level: row.level })
  const target = (row: QueueStatisticsRow) => {
    const level = queue.levels.find(one => one.place === row.level && one.name === row.level_name)
    return level && level.target_minutes > 0 ? level.target_minutes : null
  }
  const counts = [
    { head: t('queue.statistics.joined'), cell: (row: QueueStatisticsRow) => row.joined, number: true },
    { head: t('queue.statistics.served'), cell: (row: QueueStatisticsRow) => row.served, number: true },
    { head: 'P50', cell: (row: QueueStatisticsRow) => time(row.p50), number: true },
    { head: 'P90', cell: (row: QueueStatisticsRow) => time(row.p90), number: true },
    { head: t('queue.statistics.in_target'), cell: (row: QueueStatisticsRow) => percent(row.in_target), number: true },
    { head: t('queue.statistics.left_unseen'), cell: (row: QueueStatisticsRow) => row.left_unseen, number: true },
    { head: t('queue.statistics.sent_on'), cell: (row: QueueStatisticsRow) => row.sent_on, number: true },
    { head: t('queue.statistics.expired'), cell: (row: QueueStatisticsRow) => row.expired, number: true },
    { head: t('queue.statistics.still'), cell: (row: QueueStatisticsRow) => row.waiting + row.in_service, number: true },
  ]
  const waits = [
    { name: 'p50', label: 'P50', color: 'var(--moving)' },
    { name: 'p90', label: 'P90', color: 'var(--there)' },
  ]
  return (
    <>
      <Part title={t('queue.statistics.all')}>
        <dl className={styles.all}>
          {(
            [
              ['joined', all.joined],
              ['served', all.served],
              ['waiting', all.waiting],
              ['wait_p50', time(all.p50)],
              ['wait_p90', time(all.p90)],
              ['in_target', percent(all.in_target)],
              ['left_unseen', all.left_unseen],
              ['left_share', percent(all.joined === 0 ? null : all.left_unseen / all.joined)],
            ] as const
          ).map(([word, value]) => (
            <div key={word}>
              <dt>{t(`queue.statistics.${word}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Part>
      <Part title={t('queue.statistics.by_level')}>
        <Picture
          as="bars"
          unit={` ${t('reports.min')}`}
          caption={t('queue.statistics.level_caption')}
          data={levels.map(row => ({ at: named(row), p50: minutes(row.p50), p90: minutes(row.p90), target: target(row) }))}
          series={[...waits, { name: 'target', label: t('reports.target'), color: 'var(--ink)', target: true }]}
        />
        <PlainTable<QueueStatisticsRow>
          label={t('queue.statistics.by_level')}
          rows={levels}
          keyOf={row => `${row.level} ${row.level_name}`}
          empty={t('reports.none')}
          columns={[
            {
              head: t('queue.fact.level'),
              cell: row => {
                const level = queue.levels.find(one => one.place === row.level && one.name === row.level_name)
                return level ? <LevelMark level={level} /> : named(row)
              },
            },
            ...counts,
          ]}
        />
      </Part>
      <Part title={t('queue.statistics.by_hour')}>
        <Picture
          as="bars"
          unit=""
          caption={t('queue.statistics.hour_caption')}
          data={byHour.map(row => ({ at: clock(row.hour), joined: row.joined, served: row.served }))}
          series={[
            { name: 'joined', label: t('queue.statistics.joined'), color: 'var(--moving)' },
            { name: 'served', label: t('queue.statistics.served'), color: 'var(--free)' },
          ]}
        />
        <Picture
          as="bars"
          unit={` ${t('reports.min')}`}
          caption={t('queue.statistics.hour_wait_caption')}
          data={byHour.map(row => ({ at: clock(row.hour), p50: minutes(row.p50), p90: minutes(row.p90) }))}
          series={waits}
        />
        <PlainTable<QueueStatisticsRow>
          label={t('queue.statistics.by_hour')}
          rows={byHour}
          keyOf={row => row.hour ?? 0}
          empty={t('reports.none')}
          columns={[{ head: t('reports.utilisation.hour'), cell: row => clock(row.hour) }, ...counts]}
        />
      </Part>
      <Part title={t('queue.statistics.desks')}>
        <Picture
          as="bars"
          unit=" %"
          caption={t('queue.statistics.desks_caption')}
          data={desks
            .filter(row => row.utilisation !== null)
            .map(row => ({ at: row.name, share: Math.round((row.utilisation ?? 0) * 1000) / 10 }))}
          series={[{ name: 'share', label: t('queue.statistics.utilisation'), color: 'var(--moving)' }]}
        />
        <PlainTable<DeskUtilisationRow>
          label={t('queue.statistics.desks')}
          rows={desks}
          keyOf={row => row.desk_id}
          empty={t('queue.no_desk')}
          columns={[
            { head: t('queue.fact.desk'), cell: row => <bdi>{row.name}</bdi> },
            { head: t('queue.statistics.open_hours'), cell: row => hours(row.open_hours), number: true },
            { head: t('queue.statistics.busy_hours'), cell: row => hours(row.busy_hours), number: true },
            { head: t('queue.statistics.utilisation'), cell: row => percent(row.utilisation), number: true },
            { head: t('queue.statistics.served'), cell: row => row.served, number: true },
          ]}
        />
      </Part>
    </>
  )
}

/** What was forecast and what came: how far it can be trusted. */
function Accuracy({ queue }: { queue: QueueView }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['forecast_accuracy', queue.id],
    queryFn: ({ signal }) => answered(api.GET('/api/queues/{id}/forecast/accuracy', { params: { path: { id: queue.id } }, signal })),
  })
  return (
    <Part title={t('queue.statistics.accuracy')}>
      <p className={reports.caption}>{t('queue.statistics.accuracy_help')}</p>
      {error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : !data ? (
        <Loading lines={4} />
      ) : (
        <PlainTable<ForecastAccuracy>
          label={t('queue.statistics.accuracy')}
          rows={data.levels}
          keyOf={row => row.level}
          empty={t('queue.statistics.accuracy_none')}
          columns={[
            {
              head: t('queue.fact.level'),
              cell: row => {
                const level = queue.levels.find(one => one.place === row.level)
                return level ? <LevelMark level={level} /> : t('queue.statistics.level', { level: row.level })
              },
            },
            { head: t('queue.statistics.judged'), cell: row => row.count, number: true },
            { head: t('queue.statistics.covered'), cell: row => percent(row.covered), number: true },
            { head: t('queue.statistics.sooner'), cell: row => percent(row.sooner), number: true },
            { head: t('queue.statistics.median_error'), cell: row => time(row.median_error_seconds), number: true },
          ]}
        />
      )}
    </Part>
  )
}
