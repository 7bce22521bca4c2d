import { Button } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { DeliveriesReport } from '../notifications/DeliveriesReport'
import { now } from '../platform/clock'
import filters from '../platform/filters.module.css'
import { PageFrame } from '../platform/PageFrame'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import { zone } from '../platform/time'
import { useTranslation } from '../platform/words/useTranslation'
import { ownZone } from '../platform/zones'
import { DayField } from './DayField'
import { DriversReport } from './DriversReport'
import { HandoverReport } from './HandoverReport'
import { IntervalsReport } from './IntervalsReport'
import { MapReport } from './MapReport'
import { PunctualityReport } from './PunctualityReport'
import styles from './reports.module.css'
import { daysOf, lastDays, momentsOf, presets } from './span'
import { TrendReport } from './TrendReport'
import { UtilisationReport } from './UtilisationReport'
import { VerificationReport } from './VerificationReport'

/** What a report is asked for. */
export interface Asked {
  from: string
  to: string
  zone: string
}

const reports = ['intervals', 'trend', 'map', 'utilisation', 'handover', 'deliveries', 'punctuality', 'drivers', 'verification'] as const
type Report = (typeof reports)[number]

/** A call belongs to no site, nor does a message: who holds the role at some sites only sees what has one. */
const everywhere = new Set<Report>(['intervals', 'trend', 'map', 'deliveries'])

/** Those of home visits are also for whoever plans them. */
const ofVisits = new Set<Report>(['punctuality', 'drivers', 'verification'])

/** How it went: nine reports over the same days, each as a picture and as a table. */
export function ReportsPage() {
  const { t, i18n } = useTranslation()
  const user = useUser()
  const navigate = useNavigate()
  const search = useSearch({ from: '/office/reports' })
  const zoneName = ownZone()
  const days = daysOf(search, now(), zoneName)
  const asked: Asked = { ...momentsOf(days, zoneName), zone: zoneName }
  const mine = reports.filter(report => may(user, ofVisits.has(report) ? 'visit_reports.read' : 'reports.read', everywhere.has(report)))
  const report = mine.find(one => one === search.report) ?? mine[0]
  const go = (change: object) => navigate({ to: '/reports', search: before => ({ ...before, ...change }), replace: true })
  const query = new URLSearchParams({
    from: asked.from,
    to: asked.to,
    format: 'csv',
    ...(report === 'trend' ? { interval: search.interval ?? 'response', bucket: search.bucket ?? 'day', zone: zoneName } : {}),
    ...(report === 'map'
      ? Object.fromEntries(Object.entries({ priority: search.priority, cell: search.cell }).filter(([, value]) => value))
      : {}),
    ...(report === 'punctuality' && search.tolerance ? { tolerance: search.tolerance } : {}),
  })
  return (
    <PageFrame
      title={t('admin.place.reports')}
      lead={t('reports.lead', { from: days.from, to: days.to, zone: zone(i18n.language, now()) })}
      actions={
        <>
          <Button
            component="a"
            href={`/api/reports/${report}?${query}`}
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
      <nav className={styles.tabs} aria-label={t('reports.which')}>
        {mine.map(one => (
          <Link
            key={one}
            to="/reports"
            search={before => ({ ...before, report: one })}
            aria-current={one === report ? 'page' : undefined}
            className={styles.tab}
          >
            {t(`reports.${one}.title`)}
          </Link>
        ))}
      </nav>
      <div className={filters.filters}>
        <DayField label={t('reports.from')} value={days.from} max={days.to} onChange={from => go({ from })} />
        <DayField label={t('reports.to')} value={days.to} min={days.from} onChange={to => go({ to })} />
        <div className={styles.presets}>
          {presets.map(count => {
            const span = lastDays(count, now(), zoneName)
            const chosen = span.from === days.from && span.to === days.to
            return (
              <Button key={count} size="compact-md" variant={chosen ? 'filled' : 'default'} aria-pressed={chosen} onClick={() => go(span)}>
                {t('reports.last', { count })}
              </Button>
            )
          })}
        </div>
      </div>
      {report === 'intervals' && <IntervalsReport asked={asked} />}
      {report === 'trend' && <TrendReport asked={asked} interval={search.interval} bucket={search.bucket} onChange={go} />}
      {report === 'map' && <MapReport asked={asked} priority={search.priority} cell={search.cell} onChange={go} />}
      {report === 'utilisation' && <UtilisationReport asked={asked} />}
      {report === 'handover' && <HandoverReport asked={asked} />}
      {report === 'deliveries' && <DeliveriesReport asked={asked} />}
      {report === 'punctuality' && <PunctualityReport asked={asked} tolerance={search.tolerance} onChange={go} />}
      {report === 'drivers' && <DriversReport asked={asked} />}
      {report === 'verification' && <VerificationReport asked={asked} />}
    </PageFrame>
  )
}
