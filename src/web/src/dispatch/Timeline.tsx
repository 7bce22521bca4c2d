import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { timeOfDay } from '../platform/time'
import type { TimelineEntry } from '../platform/wire'
import panel from './panel.module.css'
import styles from './timeline.module.css'

/** What happened to the call, newest first; asked for again with every news of it. */
export function Timeline({ id }: { id: number }) {
  const { t, i18n } = useTranslation()
  const { data, isPending } = useQuery({
    queryKey: ['call', id, 'timeline'],
    queryFn: ({ signal }) => answered(api.GET('/api/calls/{id}/timeline', { params: { path: { id } }, signal })),
  })
  return (
    <section aria-labelledby="timeline">
      <h3 id="timeline">{t('call.timeline')}</h3>
      {isPending ? (
        <Skeleton height="4rem" />
      ) : !data || data.items.length === 0 ? (
        <p className={panel.soft}>{t('call.no_timeline')}</p>
      ) : (
        <ol className={styles.entries}>
          {data.items.map(entry => (
            <li key={`${entry.at} ${entry.kind} ${entry.subject}`}>
              <time dateTime={entry.at}>{timeOfDay(entry.at, i18n.language, now())}</time>
              <span>{what(entry, t)}</span>
              <span className={panel.soft}>{entry.actor_name ?? entry.actor}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

type Words = (key: string, options?: Record<string, unknown>) => string

function what(entry: TimelineEntry, t: Words): string {
  const state = (word: string) => t(`state.${word}`, { defaultValue: word })
  const event = t(`event.${entry.kind.split('.').at(-1)}`, { defaultValue: entry.kind.split('.').at(-1)?.replaceAll('_', ' ') ?? '' })
  if (entry.from_state && entry.to_state && entry.from_state !== entry.to_state)
    return `${event}: ${t('timeline.to', { from: state(entry.from_state), to: state(entry.to_state) })}`
  return entry.to_state ? `${event}: ${state(entry.to_state)}` : event
}
