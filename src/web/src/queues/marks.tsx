import {
  IconAlertOctagonFilled,
  IconArrowRight,
  IconBan,
  IconBellRinging,
  IconCheck,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleOff,
  IconClockExclamation,
  IconClockX,
  IconDoorExit,
  IconHeartbeat,
  IconHelpCircle,
  IconHourglass,
  IconPlayerPause,
  IconStethoscope,
  IconUserOff,
  IconUsers,
} from '@tabler/icons-react'
import { memo } from 'react'
import { Mark, type Tone } from '../platform/Mark'
import type { DeskState, Level, QueueState, TicketState, TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './marks.module.css'

type Look = { icon: typeof IconCheck; tone: Tone }

const queueLook: Record<QueueState, Look> = {
  OPEN: { icon: IconCircleCheck, tone: 'free' },
  PAUSED: { icon: IconPlayerPause, tone: 'high' },
  CLOSING: { icon: IconDoorExit, tone: 'medium' },
  CLOSED: { icon: IconCircleOff, tone: 'aside' },
}

const deskLook: Record<DeskState, Look> = {
  OPEN: { icon: IconCircleCheck, tone: 'free' },
  BREAK: { icon: IconHourglass, tone: 'medium' },
  CLOSED: { icon: IconCircleOff, tone: 'aside' },
}

const ticketLook: Record<TicketState, Look> = {
  WAITING: { icon: IconUsers, tone: 'plain' },
  CALLED: { icon: IconBellRinging, tone: 'alerted' },
  IN_SERVICE: { icon: IconStethoscope, tone: 'there' },
  ON_HOLD: { icon: IconPlayerPause, tone: 'medium' },
  COMPLETED: { icon: IconCheck, tone: 'aside' },
  NO_SHOW: { icon: IconUserOff, tone: 'high' },
  CANCELLED: { icon: IconBan, tone: 'aside' },
  EXPIRED: { icon: IconClockX, tone: 'aside' },
}

export const QueueStateMark = memo(({ state, form = 'bare' }: { state: QueueState; form?: 'bare' | 'outline' }) => {
  const { t } = useTranslation()
  return <Mark {...(queueLook[state] ?? unknown)} form={form} word={t(`queue.queue_state.${state}`, { defaultValue: state })} />
})

export const DeskStateMark = memo(({ state, form = 'bare' }: { state: DeskState; form?: 'bare' | 'outline' }) => {
  const { t } = useTranslation()
  return <Mark {...(deskLook[state] ?? unknown)} form={form} word={t(`queue.desk_state.${state}`, { defaultValue: state })} />
})

export const TicketStateMark = memo(({ state, form = 'bare' }: { state: TicketState; form?: 'bare' | 'outline' }) => {
  const { t } = useTranslation()
  return <Mark {...(ticketLook[state] ?? unknown)} form={form} word={t(`queue.state.${state}`, { defaultValue: state })} />
})

const unknown: Look = { icon: IconHelpCircle, tone: 'plain' }

/** A class of the scale: its colour as a square with an edge, and always its words, which carry the meaning. */
export const LevelMark = memo(({ level }: { level: Pick<Level, 'colour' | 'code' | 'name'> }) => (
  <span className={styles.level}>
    <span className={styles.square} data-colour={level.colour} aria-hidden />
    <bdi className={styles.word}>{levelText(level)}</bdi>
  </span>
))

/** `2 Emergent`; a class whose code is a word says it once. */
export const levelText = ({ code, name }: Pick<Level, 'code' | 'name'>): string => (/^\d+$/.test(code) ? `${code} ${name}` : name)

export const EmergencyMark = memo(() => {
  const { t } = useTranslation()
  return <Mark icon={IconAlertOctagonFilled} tone="critical" form="solid" word={t('queue.emergency')} />
})

export const WorseMark = memo(() => {
  const { t } = useTranslation()
  return <Mark icon={IconHeartbeat} tone="critical" form="outline" word={t('queue.worse')} />
})

export const DueMark = memo(() => {
  const { t } = useTranslation()
  return <Mark icon={IconClockExclamation} tone="high" form="outline" word={t('queue.due')} />
})

/** What somebody declared of themselves, and whether a clerk has seen that it is so. */
export const ConsiderationMark = memo(({ ticket }: { ticket: Pick<TicketView, 'consideration' | 'considered'> }) => {
  const { t } = useTranslation()
  if (ticket.consideration === null) return null
  const word = t(`queue.consideration.${ticket.consideration}`)
  return ticket.considered ? (
    <Mark icon={IconCheck} tone="free" word={word} />
  ) : (
    <Mark icon={IconCircleDashed} tone="medium" word={t('queue.unconfirmed', { word })} />
  )
})

/** Where somebody goes after this queue. */
export const NextMark = memo(({ word }: { word: string }) => <Mark icon={IconArrowRight} tone="low" word={word} />)
