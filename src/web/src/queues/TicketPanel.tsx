import { Button } from '@mantine/core'
import { IconBellRinging } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { Dialog } from '../platform/Dialog'
import { Failed, Loading } from '../platform/Loading'
import { useThings } from '../platform/live/useLive'
import { Timer } from '../platform/Timer'
import { timeOfDay } from '../platform/time'
import type { TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useFollowing } from './following'
import { useHands } from './hands'
import { Moments } from './Moments'
import { ConsiderationMark, EmergencyMark, LevelMark, TicketStateMark, WorseMark } from './marks'
import { useOver } from './over'
import { TicketActions } from './TicketActions'
import styles from './ticketPanel.module.css'

/** Everything that is known of one visit, and what may be done with it now. */
export function TicketPanel({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation()
  const { rooms } = useFollowing()
  const live = useThings(rooms.tickets).find(ticket => ticket.id === id)
  // Whoever is over, or in a queue that is not followed, is asked for.
  const asked = useQuery({
    queryKey: ['ticket', id],
    queryFn: ({ signal }) => answered(api.GET('/api/tickets/{id}', { params: { path: { id } }, signal })),
    enabled: live === undefined,
    refetchInterval: 15_000,
  })
  const ticket = live ?? asked.data
  return (
    <Dialog side title={ticket?.number ?? t('queue.ticket')} onClose={onClose}>
      {ticket ? (
        <Facts ticket={ticket} onClose={onClose} />
      ) : asked.error ? (
        <Failed problem={asked.error} onAgain={asked.refetch} />
      ) : (
        <Loading />
      )}
    </Dialog>
  )
}

function Facts({ ticket, onClose }: { ticket: TicketView; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const { queues } = useFollowing()
  const time = (at: string | null) => (at === null ? null : timeOfDay(at, i18n.language, now()))
  const codes = ticket.next_queues.map(id => queues.find(queue => queue.id === id)?.name ?? `#${id}`)
  const rows: readonly (readonly [string, ReactNode])[] = [
    ['name', ticket.name && <bdi>{ticket.name}</bdi>],
    ['queue', <bdi key="queue">{ticket.queue_name}</bdi>],
    ['level', <LevelMark key="level" level={ticket.level} />],
    ['desk', ticket.desk_name && <bdi>{ticket.desk_name}</bdi>],
    ['arrived', time(ticket.arrived_at)],
    ['joined', time(ticket.joined_at)],
    ['target', ticket.state === 'WAITING' ? time(ticket.target_at) : null],
    ['called', time(ticket.called_at)],
    ['recalls', ticket.recalls > 0 ? ticket.recalls : null],
    ['started', time(ticket.in_service_at)],
    ['worse', time(ticket.worse_at)],
    ['reassessed', time(ticket.reassessed_at)],
    ['reason', ticket.hold_reason && <bdi>{ticket.hold_reason}</bdi>],
    ['outcome', ticket.outcome && t(`queue.outcome.${ticket.outcome}`, { defaultValue: ticket.outcome })],
    ['next', codes.length > 0 ? codes.join(' → ') : null],
    ['source', t(`queue.source.${ticket.source}`)],
  ]
  return (
    <div className={styles.panel}>
      <p className={styles.marks}>
        <TicketStateMark state={ticket.state} form="outline" />
        <Timer since={ticket.state_since} />
        {ticket.emergency && <EmergencyMark />}
        {ticket.worse_at !== null && <WorseMark />}
        <ConsiderationMark ticket={ticket} />
      </p>
      <CallHere ticket={ticket} onClose={onClose} />
      <TicketActions ticket={ticket} shown={12} />
      <dl className={styles.facts}>
        {rows
          .filter(([, value]) => value !== null && value !== '')
          .map(([word, value]) => (
            <div key={word}>
              <dt>{t(`queue.fact.${word}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <Moments ticket={ticket} />
    </div>
  )
}

/** Whom the nurse chooses is called out of turn; who and when stands in the record. */
function CallHere({ ticket, onClose }: { ticket: TicketView; onClose: () => void }) {
  const { t } = useTranslation()
  const { desk } = useOver()
  const { call, busy } = useHands()
  if (!desk || !ticket.actions.includes('call')) return null
  const press = async () => {
    if ((await call(ticket, desk.id)) === null) onClose()
  }
  return (
    <Button leftSection={<IconBellRinging size={18} aria-hidden />} loading={busy === 'call' || undefined} onClick={() => void press()}>
      {t('queue.call_here', { number: ticket.number, desk: desk.name })}
    </Button>
  )
}
