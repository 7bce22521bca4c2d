import type { ReactNode } from 'react'
import { Clock } from '../dispatch/BoardHeader'
import { ConnectionMark } from '../dispatch/ConnectionMark'
import { Bell } from '../notifications/Bell'
import { UserMenu } from '../people/UserMenu'
import type { Line } from '../platform/live/socket'
import { SoundButton } from '../platform/SoundButton'
import styles from './queueHeader.module.css'

interface Props {
  title: string
  /** Behind the title: what stands of it in one word, its buttons. */
  children?: ReactNode
  /** The line that the page shows; none for a page that only asks. */
  line?: { socket: Line; catchingUp: boolean }
  rings?: boolean
  menu?: ReactNode
  onHelp?: () => void
}

/** Over every page of the queues: where one is, what stands there, whether it can be heard, the time, the connection. */
export function QueueHeader({ title, children, line, rings = false, menu, onHelp }: Props) {
  return (
    <header className={styles.header}>
      <h1 className={styles.name}>
        <img src="/attend.svg" alt="" width={26} height={26} />
        <bdi className={styles.title}>{title}</bdi>
      </h1>
      <div className={styles.stands}>{children}</div>
      {rings && <SoundButton className={styles.sound} />}
      <Clock />
      {line && <ConnectionMark {...line} />}
      <Bell />
      <UserMenu {...(onHelp ? { onHelp } : {})}>{menu}</UserMenu>
    </header>
  )
}
