import { IconBroadcast, IconLoader, IconPlugConnectedX } from '@tabler/icons-react'
import { useNow } from '../platform/clock'
import type { Line } from '../platform/live/socket'
import { useConnection } from '../platform/live/useLive'
import { Mark } from '../platform/Mark'
import { span } from '../platform/time'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './connection.module.css'

/** The state of the line, always in sight: a word, an icon and how long ago the server was last heard. */
export function ConnectionMark({ socket, catchingUp }: { socket: Line; catchingUp: boolean }) {
  const { t } = useTranslation()
  const connection = useConnection(socket)
  useNow()
  const heardAt = socket.heardAt()
  const age = heardAt === null ? null : span(Date.now() - heardAt)
  const behind = connection.state === 'live' && catchingUp
  const look =
    connection.state === 'live' && !behind
      ? ({ icon: IconBroadcast, tone: 'free', word: t('connection.live') } as const)
      : connection.state === 'connecting' || behind
        ? ({ icon: IconLoader, tone: 'medium', word: t(behind ? 'connection.catching_up' : 'connection.connecting') } as const)
        : ({
            icon: IconPlugConnectedX,
            tone: 'critical',
            word: t('connection.offline'),
          } as const)
  return (
    <span className={styles.mark} data-connection={connection.state} title={age === null ? undefined : t('connection.heard', { age })}>
      <span role="status">
        <Mark {...look} form={connection.state === 'lost' ? 'solid' : 'outline'} />
      </span>
      <span className={styles.age}>{age}</span>
    </span>
  )
}
