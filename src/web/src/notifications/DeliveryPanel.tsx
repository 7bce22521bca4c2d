import { ActionIcon, Button } from '@mantine/core'
import { IconHelpCircle, IconX } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { Mark } from '../platform/Mark'
import { PlainTable } from '../platform/PlainTable'
import { timeOfDay } from '../platform/time'
import type { DeliveryStory } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import type { DeliverySearch } from './deliveries'
import styles from './deliveries.module.css'
import { kindWord, OutcomeMark, reasonWord, StateMark, WayMark } from './marks'

interface Props {
  id: number
  /** As the list knows it: another one is asked for. */
  version: number | undefined
  onNarrow: (change: DeliverySearch) => void
  onClose: () => void
}

/** One delivery: what it says, when what became of it, and every try. It stands beside the list; Escape closes it. */
export function DeliveryPanel({ id, version, onNarrow, onClose }: Props) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  const { data, error, refetch } = useQuery({
    queryKey: ['delivery', id, version],
    queryFn: ({ signal }) => answered(api.GET('/api/deliveries/{id}', { params: { path: { id } }, signal })),
    placeholderData: keepPreviousData,
  })
  useEffect(() => heading.current?.focus(), [])
  return (
    <aside className={styles.panel} aria-label={t('deliveries.of', { id })} onKeyDown={event => event.key === 'Escape' && onClose()}>
      <header className={styles.panelHead}>
        <h2 ref={heading} tabIndex={-1}>
          {data ? kindWord(t, data.delivery.kind) : t('deliveries.of', { id })}
        </h2>
        <ActionIcon variant="subtle" color="gray" aria-label={t('deliveries.close')} onClick={onClose}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </header>
      {data ? <Story story={data} onNarrow={onNarrow} /> : error ? <Failed problem={error} onAgain={refetch} /> : <Loading lines={8} />}
    </aside>
  )
}

function Story({ story, onNarrow }: { story: DeliveryStory; onNarrow: Props['onNarrow'] }) {
  const { t } = useTranslation()
  const { delivery } = story
  return (
    <>
      <p className={filters.row}>
        <StateMark state={delivery.state} /> <WayMark way={delivery.way} />
      </p>
      <blockquote className={styles.words} lang={story.language} dir={story.direction} aria-label={t('deliveries.words')}>
        <strong>{story.title}</strong>
        <span>{story.text}</span>
      </blockquote>
      <dl className={styles.facts}>
        <dt>{t('deliveries.person')}</dt>
        <dd>
          <bdi>{delivery.person ?? t('deliveries.nobody')}</bdi>{' '}
          {delivery.user_id !== null && (
            <Button size="compact-xs" variant="default" onClick={() => onNarrow({ user: String(delivery.user_id) })}>
              {t('deliveries.only_person')}
            </Button>
          )}
        </dd>
        <dt>{t('admin.subject')}</dt>
        <dd>
          <bdi>{delivery.subject}</bdi>{' '}
          <Button size="compact-xs" variant="default" onClick={() => onNarrow({ subject: delivery.subject })}>
            {t('deliveries.only_subject')}
          </Button>
        </dd>
        <dt>{t('deliveries.audience')}</dt>
        <dd>
          <bdi>{story.audience}</bdi>
          {story.rung > 0 && <> · {t('ladders.step', { number: story.rung + 1 })}</>}
        </dd>
        {story.message !== 'SAID' && (
          <>
            <dt>{t('deliveries.message')}</dt>
            <dd>
              {t(story.message === 'OVER' ? 'deliveries.over' : story.answered_by ? 'deliveries.answered_by' : 'deliveries.answered', {
                name: story.answered_by,
              })}
            </dd>
          </>
        )}
        {story.device && (
          <>
            <dt>{t('deliveries.device')}</dt>
            <dd>
              <bdi>{story.device}</bdi>
            </dd>
          </>
        )}
        {delivery.reason && (
          <>
            <dt>{t('deliveries.reason')}</dt>
            <dd>
              <bdi>{reasonWord(t, delivery.reason)}</bdi>
            </dd>
          </>
        )}
        {delivery.provider && (
          <>
            <dt>{t('deliveries.provider')}</dt>
            <dd>
              <bdi>{delivery.provider}</bdi>
            </dd>
          </>
        )}
      </dl>
      <Times story={story} />
      <Tries story={story} />
      {story.reports.length > 0 && <Reports story={story} />}
    </>
  )
}

/** Each time with how long after it was said: that is what is looked for. */
function Times({ story }: { story: DeliveryStory }) {
  const { t, i18n } = useTranslation()
  const said = story.delivery.said_at
  const rows = (
    [
      ['said', said],
      ['planned', story.planned_at],
      ['sent', story.sent_at],
      ['delivered', story.delivered_at],
      ['read', story.read_at],
      ['acknowledged', story.acknowledged_at],
      ['ended', story.ended_at],
      ['withdrawn', story.withdrawn_at],
      ['next', story.next_at],
      ['deadline', story.deadline],
    ] as const
  ).flatMap(([word, at]) => (at === null ? [] : [{ word, at }]))
  return (
    <section aria-label={t('deliveries.times')}>
      <h3>{t('deliveries.times')}</h3>
      <dl className={styles.facts}>
        {rows.map(({ word, at }) => (
          <div key={word} className={styles.pair}>
            <dt>{t(`deliveries.at.${word}`)}</dt>
            <dd>
              <time dateTime={at}>{timeOfDay(at, i18n.language, now())}</time>{' '}
              {word !== 'said' && (
                <span className={styles.soft}>{t('deliveries.after', { span: seconds(Date.parse(at) - Date.parse(said)) })}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** `0.4 s`, `12 s`, `15 min`: what is short to the tenth. The number and its unit stand in one line. */
export function seconds(milliseconds: number): string {
  if (milliseconds < 10_000) return `${(Math.max(0, milliseconds) / 1000).toFixed(1)}\u00A0s`
  return milliseconds < 600_000 ? `${Math.round(milliseconds / 1000)}\u00A0s` : `${Math.round(milliseconds / 60_000)}\u00A0min`
}

function Tries({ story }: { story: DeliveryStory }) {
  const { t, i18n } = useTranslation()
  return (
    <section aria-label={t('deliveries.tries')}>
      <h3>{t('deliveries.tries')}</h3>
      {story.tries.length === 0 ? (
        <p className={filters.soft}>{t(story.delivery.way === 'in_app' ? 'deliveries.inbox_tries' : 'deliveries.no_tries')}</p>
      ) : (
        <ol className={styles.tries}>
          {story.tries.map(one => (
            <li key={one.number}>
              <p className={filters.row}>
                <b>{t('deliveries.try', { number: one.number })}</b> <OutcomeMark outcome={one.outcome} />
                {one.maybe_again && (
                  <span title={t('deliveries.maybe_again_help')}>
                    <Mark icon={IconHelpCircle} tone="high" word={t('deliveries.maybe_again')} />
                  </span>
                )}
              </p>
              <p className={filters.row}>
                <time dateTime={one.began_at}>{timeOfDay(one.began_at, i18n.language, now())}</time>
                {one.ended_at !== null && (
                  <span>{t('deliveries.lasted', { span: seconds(Date.parse(one.ended_at) - Date.parse(one.began_at)) })}</span>
                )}
                {one.provider && <bdi>{one.provider}</bdi>}
              </p>
              {one.detail && <p className={styles.soft}>{one.detail}</p>}
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** What the telephone company called back: its own words, for whoever asks it about them. */
function Reports({ story }: { story: DeliveryStory }) {
  const { t, i18n } = useTranslation()
  return (
    <section aria-label={t('deliveries.reports')}>
      <h3>{t('deliveries.reports')}</h3>
      <PlainTable
        label={t('deliveries.reports')}
        rows={story.reports}
        keyOf={one => `${one.at} ${one.word}`}
        empty=""
        columns={[
          { head: t('admin.time'), cell: one => <time dateTime={one.at}>{timeOfDay(one.at, i18n.language, now())}</time> },
          { head: t('deliveries.word'), cell: one => <bdi>{one.word}</bdi> },
          { head: t('deliveries.error'), cell: one => one.error ?? '–' },
        ]}
      />
    </section>
  )
}
