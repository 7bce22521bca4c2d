import { IconArrowLeft } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { LostNotice } from '../dispatch/LostNotice'
import { StatusBar } from '../dispatch/StatusBar'
import { Today } from '../people/Today'
import { Waiting } from '../platform/Interlude'
import { useKeys } from '../platform/keys'
import { Failed } from '../platform/Loading'
import { useUser } from '../platform/session'
import { focusList } from '../platform/VirtualList'
import type { QueueView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { AlarmStrip, useAlarms } from './AlarmStrip'
import desk from './desk.module.css'
import { useFollowing, useStanding, useStatus, useWaitingCount } from './following'
import { QueueStateMark } from './marks'
import { QueueActions } from './QueueActions'
import { QueueHeader } from './QueueHeader'
import styles from './queues.module.css'
import { isOwn, useQueues } from './reads'
import { ScreensButton } from './Screens'
import { Shortcuts } from './Shortcuts'
import { Desks, Held, Missing } from './SideLists'
import { Stage } from './Stage'
import { StatusLog } from './StatusLog'
import { WaitingList } from './WaitingList'

/** One queue, whole: who waits, who is served, who is away, and what was done to the queue itself. */
export function QueuePage() {
  const { t } = useTranslation()
  const id = Number(useParams({ from: '/queues/$id' }).id)
  const user = useUser()
  const { data, error, refetch } = useQueues()
  if (!user?.permissions['queues.open']) return <Today />
  if (error && !data) {
    return (
      <main className={styles.failed}>
        <Failed problem={error} onAgain={refetch} />
      </main>
    )
  }
  if (!data) return <Waiting />
  const queue = data.find(one => one.id === id && isOwn(one))
  if (!queue) {
    return (
      <main className={styles.failed}>
        <p role="alert">{t('queue.not_yours')}</p>
        <Link to="/queues">{t('queue.overview')}</Link>
      </main>
    )
  }
  return (
    <Stage key={queue.id} queues={data} followed={[queue]}>
      <Room queue={queue} />
    </Stage>
  )
}

function Room({ queue }: { queue: QueueView }) {
  const { t } = useTranslation()
  const { rooms } = useFollowing()
  const status = useStatus(queue.id)
  const { ringing, answer, quiet } = useAlarms()
  const [help, setHelp] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const catchingUp = useStanding() === 'behind'
  const waiting = useWaitingCount()
  useKeys({
    '/': () => search.current?.focus(),
    '?': () => setHelp(true),
    w: () => focusList('waiting'),
    a: quiet,
  })
  useEffect(() => {
    document.title = `${queue.code} · ${t('app')}`
  }, [queue.code, t])
  const id = { id: String(queue.id) }
  return (
    <div className={desk.room}>
      <QueueHeader title={`${queue.code} ${queue.name}`} line={{ socket: rooms, catchingUp }} rings onHelp={() => setHelp(true)}>
        <QueueStateMark state={status?.state ?? queue.state} form="outline" />
        {waiting !== null && <p className={styles.total}>{t('queue.waiting_count', { count: waiting })}</p>}
      </QueueHeader>
      <div>
        <div className={styles.tools}>
          <QueueActions queue={queue} />
          <nav className={styles.nav} aria-label={t('admin.pages')}>
            <Link to="/queues">
              <IconArrowLeft className="turns" size={14} aria-hidden /> {t('queue.overview')}
            </Link>
            <Link to="/queues/$id/hours" params={id}>
              {t('queue.hours.title')}
            </Link>
            <Link to="/queues/$id/statistics" params={id}>
              {t('queue.statistics.title')}
            </Link>
            <ScreensButton queue={queue} />
          </nav>
        </div>
        <AlarmStrip ringing={ringing} onAnswer={answer} />
      </div>
      <main className={`${desk.main} ${styles.two}`}>
        <WaitingList search={search} />
        <div className={desk.side}>
          <Desks />
          <Held />
          <Missing />
          <section className={styles.log} aria-labelledby="log-title">
            <h2 id="log-title">{t('queue.log')}</h2>
            <StatusLog queue={queue.id} />
          </section>
        </div>
      </main>
      <StatusBar />
      <LostNotice socket={rooms} advice={t('queue.offline_advice')} />
      {help && <Shortcuts of="queue" onClose={() => setHelp(false)} />}
    </div>
  )
}
