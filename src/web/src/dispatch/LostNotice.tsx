import { Button } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { memo } from 'react'
import { useNow } from '../platform/clock'
import type { Line } from '../platform/live/socket'
import { useConnection } from '../platform/live/useLive'
import { span, timeOfDay } from '../platform/time'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './connection.module.css'

/** Lies over the page while the line is gone: since when, what the page still shows, what to do meanwhile. */
export const LostNotice = memo(({ socket, advice }: { socket: Line; advice: string }) => {
  const connection = useConnection(socket)
  return connection.state === 'lost' ? (
    <Notice socket={socket} advice={advice} since={connection.since} retryAt={connection.retryAt} />
  ) : null
})

function Notice({ socket, advice, since, retryAt }: { socket: Line; advice: string; since: number; retryAt: number }) {
  const { t, i18n } = useTranslation()
  useNow()
  const now = Date.now()
  // A blip that mends itself within two seconds is not worth a shout.
  if (now - since < 2000) return null
  const heardAt = socket.heardAt()
  const wait = Math.ceil((retryAt - now) / 1000)
  return (
    <section className={styles.notice} aria-label={t('connection.lost')}>
      <IconPlugConnectedX size={24} aria-hidden />
      <div role="alert">
        <p className={styles.what}>{t('connection.lost')}</p>
        <p>{heardAt === null ? t('connection.lost_never') : advice}</p>
      </div>
      <p>
        {heardAt !== null && <>{t('connection.lost_for', { age: span(now - since), time: timeOfDay(heardAt, i18n.language, now) })} </>}
        {wait > 0 ? t('connection.retry_in', { seconds: wait }) : t('connection.retrying')}
      </p>
      <Button variant="white" color="dark" size="compact-md" onClick={() => socket.retry()}>
        {t('connection.retry')}
      </Button>
    </section>
  )
}
