import { IconClockExclamation, IconDeviceDesktopOff, IconHeartbeat } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useNow } from '../platform/clock'
import { useThings } from '../platform/live/useLive'
import { Mark } from '../platform/Mark'
import { span } from '../platform/time'
import type { QueueView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useFollowing, useForecast, useStatus } from './following'
import { forecastText } from './forecast'
import { LevelMark, QueueStateMark } from './marks'
import { QueueActions } from './QueueActions'
import styles from './queueCard.module.css'
import type { QueueRoom } from './room'
import { ScreensButton } from './Screens'
import { countOf } from './tickets'

/** One queue at a glance: whether it is open, who waits and how long, how many desks there are for them. */
export function QueueCard({ queue }: { queue: QueueView }) {
  const { t } = useTranslation()
  const { rooms } = useFollowing()
  const status = useStatus(queue.id)
  const room = rooms.room(queue.id)
  const id = { id: String(queue.id) }
  const forecast = forecastText(useForecast(queue.id), t)
  return (
    <li className={styles.card} data-queue={queue.code}>
      <h3 className={styles.name}>
        <Link to="/queues/$id" params={id}>
          <bdi>{queue.code}</bdi> <bdi className={styles.long}>{queue.name}</bdi>
        </Link>
        <QueueStateMark state={status?.state ?? queue.state} form="outline" />
      </h3>
      {room && <Counts room={room} queue={queue} waiting={status?.total_waiting ?? queue.waiting} />}
      <p className={styles.line}>
        {room && <Desks room={room} waiting={(status?.total_waiting ?? queue.waiting) > 0} />}
        {forecast && <span>{t('queue.for_now', { forecast })}</span>}
      </p>
      <QueueActions queue={queue} />
      <div className={styles.links}>
        <Link to="/queues/$id" params={id}>
          {t('queue.tickets')}
        </Link>
        <Link to="/queues/$id/hours" params={id}>
          {t('queue.hours.title')}
        </Link>
        <Link to="/queues/$id/statistics" params={id}>
          {t('queue.statistics.title')}
        </Link>
        <ScreensButton queue={queue} />
      </div>
    </li>
  )
}

/** Who waits, by class; the longest wait, and how many wait longer than their class should. */
function Counts({ room, queue, waiting }: { room: QueueRoom; queue: QueueView; waiting: number }) {
  const { t } = useTranslation()
  const now = useNow()
  const tickets = useThings(room.tickets).filter(ticket => ticket.state === 'WAITING')
  const { byLevel, over, worse, longest } = countOf(tickets, queue.levels, now)
  return (
    <>
      <p className={styles.waiting}>
        <strong>{waiting}</strong> <span>{t('queue.wait', { count: waiting })}</span>
        {longest !== null && (
          <span className={styles.longest}>
            {t('queue.longest')} <time>{span(now - Date.parse(longest))}</time>
          </span>
        )}
      </p>
      <ul className={styles.levels} aria-label={t('queue.by_level')}>
        {byLevel
          .filter(({ count }) => count > 0)
          .map(({ level, count }) => (
            <li key={level.place}>
              <LevelMark level={level} /> <strong>{count}</strong>
            </li>
          ))}
      </ul>
      {(over > 0 || worse > 0) && (
        <p className={styles.line}>
          {worse > 0 && <Mark icon={IconHeartbeat} tone="critical" form="outline" word={t('queue.worse_count', { count: worse })} />}
          {over > 0 && <Mark icon={IconClockExclamation} tone="high" form="outline" word={t('queue.over_count', { count: over })} />}
        </p>
      )}
    </>
  )
}

/** How many serve; that nobody does for whom somebody waits is what the head nurse is looking for. */
function Desks({ room, waiting }: { room: QueueRoom; waiting: boolean }) {
  const { t } = useTranslation()
  const open = useThings(room.desks).filter(desk => desk.state === 'OPEN')
  const busy = useThings(room.tickets).filter(
    ticket => ticket.desk_id !== null && (ticket.state === 'CALLED' || ticket.state === 'IN_SERVICE'),
  ).length
  const words = t('queue.desks_open', { count: open.length, busy })
  return waiting && open.length === 0 ? <Mark icon={IconDeviceDesktopOff} tone="high" form="outline" word={words} /> : <span>{words}</span>
}
