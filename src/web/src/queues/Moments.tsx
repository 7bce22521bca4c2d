import { useQuery } from '@tanstack/react-query'
import styles from '../dispatch/timeline.module.css'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { Failed, Loading } from '../platform/Loading'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import { timeOfDay } from '../platform/time'
import type { Moment, TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

/** What happened to a patient before and since, the newest first: over calls, bookings and the numbers of every queue. */
export function Moments({ ticket }: { ticket: TicketView }) {
  const user = useUser()
  return may(user, 'timelines.read') ? <OfTicket ticket={ticket} /> : null
}

function OfTicket({ ticket: { id, version } }: { ticket: TicketView }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['ticket', id, 'timeline', version],
    queryFn: ({ signal }) => answered(api.GET('/api/tickets/{id}/timeline', { params: { path: { id } }, signal })),
    placeholderData: before => before,
  })
  return (
    <section aria-labelledby="moments">
      <h3 id="moments">{t('queue.moments')}</h3>
      {data ? (
        <ol className={styles.entries}>
          {data.items.toReversed().map(moment => (
            <Line key={moment.id} moment={moment} />
          ))}
        </ol>
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : (
        <Loading />
      )}
    </section>
  )
}

function Line({ moment: { at, kind, unit_number, hospital_name, queue_name } }: { moment: Moment }) {
  const { t, i18n } = useTranslation()
  const [thing = '', what = ''] = kind.split('.')
  // The stamps of a unit's way and the ends of a patient's care have their words already.
  const word =
    thing === 'response' ? `choice.${what}_at` : thing === 'patient' ? `choice.${what.toUpperCase()}` : `queue.moment.${thing}.${what}`
  const where = [unit_number, hospital_name, queue_name].filter(name => name !== null)
  return (
    <li>
      <time dateTime={at}>{timeOfDay(at, i18n.language, now())}</time>
      <span className={styles.what}>
        {t(word, { defaultValue: what.replaceAll('_', ' ') })}
        {where.length > 0 && <bdi>{where.join(' · ')}</bdi>}
      </span>
    </li>
  )
}
