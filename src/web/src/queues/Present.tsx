import { Button } from '@mantine/core'
import { IconBellRinging, IconChecks, IconPlayerPlay } from '@tabler/icons-react'
import { KeyHint } from '../platform/KeyHint'
import { Loading } from '../platform/Loading'
import { useThings } from '../platform/live/useLive'
import { useSettings } from '../platform/settings'
import { Timer } from '../platform/Timer'
import type { DeskView, TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useFollowing, useStanding, useWaitingCount } from './following'
import { useHands } from './hands'
import { ConsiderationMark, DeskStateMark, EmergencyMark, LevelMark, NextMark, TicketStateMark, WorseMark } from './marks'
import { useOver } from './over'
import styles from './present.module.css'
import { keepKeyboard, TicketActions } from './TicketActions'
import { presentAt } from './tickets'

/** Who is at this desk, large; else the key that calls the next one. */
export function Present({ desk }: { desk: DeskView }) {
  const { t } = useTranslation()
  const { rooms } = useFollowing()
  const ticket = presentAt(useThings(rooms.tickets), desk.id)
  const known = useStanding() !== 'waiting'
  return (
    <section className={styles.present} aria-label={t('queue.at_desk', { desk: desk.name })}>
      {!known ? (
        <Loading lines={5} />
      ) : ticket ? (
        <Patient desk={desk} ticket={ticket} />
      ) : desk.state === 'OPEN' ? (
        <Free desk={desk} />
      ) : (
        <Shut desk={desk} />
      )}
    </section>
  )
}

function Patient({ desk, ticket }: { desk: DeskView; ticket: TicketView }) {
  const { t } = useTranslation()
  const { queues } = useFollowing()
  const { next, busy } = useHands()
  const { take } = useOver()
  const can = ticket.actions
  const codes = ticket.next_queues.map(id => queues.find(queue => queue.id === id)?.name ?? `#${id}`)
  return (
    <>
      <p className={styles.state}>
        <TicketStateMark state={ticket.state} form="outline" />
        <Timer since={ticket.state_since} className={styles.since} />
        {ticket.recalls > 0 && <span>{t('queue.recalled', { count: ticket.recalls })}</span>}
      </p>
      <h2 className={styles.number}>
        <bdi>{ticket.number}</bdi>
      </h2>
      {ticket.name && (
        <p className={styles.name}>
          <bdi>{ticket.name}</bdi>
        </p>
      )}
      <div className={styles.marks}>
        {ticket.emergency && <EmergencyMark />}
        <LevelMark level={ticket.level} />
        <ConsiderationMark ticket={ticket} />
        {ticket.worse_at !== null && <WorseMark />}
      </div>
      <p className={styles.soft}>
        {t('queue.came')} <Timer since={ticket.joined_at} />
        {Date.parse(ticket.arrived_at) < Date.parse(ticket.joined_at) && (
          <>
            {' · '}
            {t('queue.in_house')} <Timer since={ticket.arrived_at} />
          </>
        )}
        {queues.length > 1 && (
          <>
            {' · '}
            <bdi>{ticket.queue_name}</bdi>
          </>
        )}
      </p>
      {codes.length > 0 && (
        <p className={styles.marks}>
          <NextMark word={t('queue.then', { queues: codes.join(' → ') })} />
        </p>
      )}
      {ticket.hold_reason && (
        <p className={styles.note}>
          <bdi>{ticket.hold_reason}</bdi>
        </p>
      )}
      {can.includes('start') && (
        <Large
          icon={IconPlayerPlay}
          word={t('queue.action.start')}
          hint="S"
          busy={busy === 'start'}
          label={`${t('queue.action.start')}: ${ticket.number}`}
          onPress={() => take(ticket, 'start')}
        />
      )}
      {can.includes('complete') && (
        <Large
          icon={IconChecks}
          word={codes.length > 0 ? t('queue.done_next_to', { queue: codes[0] }) : t('queue.done_next')}
          hint="Enter"
          busy={busy === 'complete_and_call_next'}
          onPress={() => void next(desk.id, ticket)}
        />
      )}
      <TicketActions ticket={ticket} shown={5} keyed without={['start']} />
    </>
  )
}

function Free({ desk }: { desk: DeskView }) {
  const { t } = useTranslation()
  const { next, busy } = useHands()
  const waiting = useWaitingCount() ?? 0
  return (
    <>
      <p className={styles.state}>
        <DeskStateMark state={desk.state} form="outline" />
      </p>
      <p className={styles.empty}>{desk.queues.length === 0 ? t('queue.serves_none') : t('queue.waiting_count', { count: waiting })}</p>
      {desk.queues.length > 0 && (
        <Large
          icon={IconBellRinging}
          word={t('queue.action.call_next')}
          hint="Space"
          busy={busy === 'call_next'}
          onPress={() => void next(desk.id)}
        />
      )}
    </>
  )
}

/** Only an open desk calls anybody. */
function Shut({ desk }: { desk: DeskView }) {
  const { t } = useTranslation()
  const { turn, busy } = useHands()
  return (
    <>
      <p className={styles.state}>
        <DeskStateMark state={desk.state} form="outline" />
        <Timer since={desk.state_since} className={styles.since} />
      </p>
      <p className={styles.empty}>{t(`queue.desk_is.${desk.state}`)}</p>
      {desk.actions.includes('open') && (
        <Large
          icon={IconPlayerPlay}
          word={t('queue.desk_action.open')}
          hint="O"
          busy={busy === 'desk_open'}
          onPress={() => void turn(desk, 'open')}
        />
      )}
    </>
  )
}

interface LargeProps {
  icon: typeof IconChecks
  word: string
  /** The key that does it, as `aria-keyshortcuts` names it. */
  hint: 'S' | 'Enter' | 'Space' | 'O'
  busy: boolean
  label?: string
  onPress: () => void
}

/** The one key that nearly every patient takes. */
function Large({ icon: Picture, word, hint, busy, label, onPress }: LargeProps) {
  const { t } = useTranslation()
  const { singleKeys } = useSettings()
  return (
    <Button
      className={styles.large}
      size="lg"
      loading={busy}
      aria-label={label}
      aria-keyshortcuts={singleKeys ? hint : undefined}
      leftSection={<Picture size={22} aria-hidden />}
      rightSection={singleKeys ? <KeyHint of={hint === 'Space' ? t('queue.space') : hint} size="sm" /> : undefined}
      onMouseDown={keepKeyboard}
      onClick={onPress}
    >
      {word}
    </Button>
  )
}
