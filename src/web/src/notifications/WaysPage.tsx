import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconHourglass, IconMoonStars, IconSend, IconTestPipe } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { answered, api } from '../platform/api'
import { now, useNow } from '../platform/clock'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { Mark } from '../platform/Mark'
import { PageFrame, Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { span, timeOfDay } from '../platform/time'
import type { Way, WayProvider, WayView, WebhookView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { TestDialog } from './TestDialog'
import { Webhooks } from './Webhooks'
import styles from './ways.module.css'

/** Who carries messages out of the house, what waits, and a test of each way. Looked at again every five seconds. */
export function WaysPage() {
  const { t } = useTranslation()
  const [testing, setTesting] = useState<{ way: Way; webhook?: WebhookView } | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: ['ways'],
    queryFn: ({ signal }) => answered(api.GET('/api/admin/ways', { signal })),
    refetchInterval: 5_000,
  })
  return (
    <PageFrame title={t('admin.place.ways')} lead={t('ways.lead')}>
      {data ? (
        <>
          <Trouble parked={data.parked} failing={data.failing} />
          {data.at_least && <p className={filters.soft}>{t('ways.at_least')}</p>}
          {data.ways.map(way => (
            <One key={way.way} way={way} onTest={() => setTesting({ way: way.way })} />
          ))}
          <Webhooks onTest={webhook => setTesting({ way: 'webhook', webhook })} />
        </>
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : (
        <Loading lines={10} />
      )}
      {testing && <TestDialog {...testing} onClose={() => setTesting(null)} onDone={() => void refetch()} />}
    </PageFrame>
  )
}

/** What of telling people the server could not do, and the way to where it is tried again. */
function Trouble({ parked, failing }: { parked: number; failing: number }) {
  const { t } = useTranslation()
  const lines = [parked > 0 && t('ways.parked', { count: parked }), failing > 0 && t('ways.failing', { count: failing })].filter(
    line => line !== false,
  )
  return (
    <Part title={t('ways.trouble')}>
      {lines.length === 0 ? (
        <p className={filters.row}>
          <Mark icon={IconCircleCheck} tone="free" word={t('ways.no_trouble')} />
        </p>
      ) : (
        lines.map(line => (
          <p key={line} className={styles.line}>
            <Link to="/admin/failures" search={{ module: 'notifications' }}>
              <IconAlertTriangle size={18} aria-hidden /> {line}
            </Link>
          </p>
        ))
      )}
    </Part>
  )
}

function One({ way, onTest }: { way: WayView; onTest: () => void }) {
  const { t } = useTranslation()
  const name = t(`way.${way.way}`)
  return (
    <Part
      title={name}
      actions={
        <Button
          variant="default"
          leftSection={<IconSend size={16} aria-hidden />}
          aria-label={t('ways.test_of', { way: name })}
          onClick={onTest}
        >
          {t('ways.test')}
        </Button>
      }
    >
      <Queue way={way} />
      <PlainTable
        label={name}
        rows={way.providers}
        keyOf={one => one.name}
        empty={t('ways.none')}
        columns={[
          { head: t('ways.provider'), cell: one => <bdi>{one.name}</bdi> },
          { head: t('ways.standing'), cell: one => <Standing provider={one} /> },
          { head: t('ways.accepted'), cell: one => one.accepted, number: true },
          { head: t('ways.put_off'), cell: one => one.put_off, number: true },
          { head: t('ways.refused'), cell: one => one.refused, number: true },
          { head: t('ways.unsure'), cell: one => one.unsure, number: true },
        ]}
      />
    </Part>
  )
}

/** What waits to be sent, with the age of the oldest counted in place. */
function Queue({ way }: { way: WayView }) {
  const { t } = useTranslation()
  useNow()
  const waited = way.waiting_since === null ? 0 : now() - Date.parse(way.waiting_since)
  return (
    <p className={filters.row}>
      {way.waiting === 0 ? (
        <Mark icon={IconCircleCheck} tone="free" word={t('ways.waiting_none')} />
      ) : (
        // What is sent within a breath waits for nobody.
        <Mark
          icon={IconHourglass}
          tone={waited > 60_000 ? 'high' : 'medium'}
          word={t('ways.waiting', { count: way.waiting, span: span(waited) })}
        />
      )}
      {way.later > 0 && <span className={filters.soft}>{t('ways.later', { count: way.later })}</span>}
      <span className={filters.soft}>{t('ways.last_hour')}</span>
    </p>
  )
}

function Standing({ provider }: { provider: WayProvider }) {
  const { t, i18n } = useTranslation()
  if (provider.resting.length === 0)
    return provider.name === 'sink' ? (
      <Mark icon={IconTestPipe} tone="aside" word={t('ways.sink')} />
    ) : (
      <Mark icon={IconCircleCheck} tone="free" word={t('ways.well')} />
    )
  return (
    <span className={styles.rests}>
      {provider.resting.map(({ host, until }) => {
        const word = Date.parse(until) <= now() ? 'trying' : 'resting'
        const time = timeOfDay(until, i18n.language, now())
        return (
          <Mark
            key={host}
            icon={IconMoonStars}
            tone="high"
            word={host === '' ? t(`ways.${word}`, { time }) : t(`ways.${word}_host`, { host, time })}
          />
        )
      })}
    </span>
  )
}
