import { memo } from 'react'
import { TargetTimer } from '../platform/TargetTimer'
import { Timer } from '../platform/Timer'
import type { QueueView, TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { ConsiderationMark, DueMark, EmergencyMark, LevelMark, NextMark, WorseMark } from './marks'
import styles from './ticketRow.module.css'

interface Props {
  ticket: TicketView
  /** Its place in the line, from 1. */
  position: number
  due: boolean
  narrow: boolean
  queues: readonly QueueView[]
}

/** Somebody who waits: the place, the number, the class in words, how long, and how that stands against the class's target. */
export const TicketRow = memo(({ ticket, position, due, narrow, queues }: Props) => {
  const { t } = useTranslation()
  const next = ticket.next_queues.map(id => queues.find(queue => queue.id === id)?.code ?? `#${id}`)
  return (
    <div className={styles.row} data-narrow={narrow || undefined} data-emergency={ticket.emergency || undefined}>
      <span className={styles.place}>
        <span className="spoken">{t('queue.position')} </span>
        {position}
      </span>
      <bdi className={styles.number}>{ticket.number}</bdi>
      <span className={styles.level}>
        <LevelMark level={ticket.level} />
      </span>
      <span className={styles.who}>
        {ticket.emergency && <EmergencyMark />}
        {ticket.worse_at !== null && <WorseMark />}
        {due && <DueMark />}
        <ConsiderationMark ticket={ticket} />
        {ticket.name && <bdi className={styles.name}>{ticket.name}</bdi>}
        {next.length > 0 && <NextMark word={next.join(' → ')} />}
      </span>
      <span className={styles.time}>
        <span className="spoken">{t('queue.waits')} </span>
        <Timer since={ticket.joined_at} />
      </span>
      <span className={styles.target}>
        {ticket.level.target_minutes > 0 && (
          <TargetTimer since={ticket.joined_at} seconds={ticket.level.target_minutes * 60} name={t('queue.target')} />
        )}
      </span>
    </div>
  )
})
