import {
  type Icon,
  IconBan,
  IconBell,
  IconBrowser,
  IconCheck,
  IconChecks,
  IconCircleDashed,
  IconClockX,
  IconEye,
  IconHelpCircle,
  IconMail,
  IconMessage,
  IconPhone,
  IconScissors,
  IconSend,
  IconSquareRoundedCheck,
  IconTrashX,
  IconWebhook,
  IconX,
} from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import { Mark, type Tone } from '../platform/Mark'
import type { DeliveryState, TryOutcome, Way } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

const states: Record<DeliveryState, { icon: Icon; tone: Tone }> = {
  PENDING: { icon: IconCircleDashed, tone: 'medium' },
  SENT: { icon: IconSend, tone: 'moving' },
  UNKNOWN: { icon: IconHelpCircle, tone: 'high' },
  DELIVERED: { icon: IconCheck, tone: 'free' },
  READ: { icon: IconEye, tone: 'free' },
  ACKNOWLEDGED: { icon: IconChecks, tone: 'there' },
  FAILED: { icon: IconX, tone: 'high' },
  EXPIRED: { icon: IconClockX, tone: 'high' },
  SUPPRESSED: { icon: IconBan, tone: 'aside' },
}

const ways: Record<Way, Icon> = {
  in_app: IconBell,
  web_push: IconBrowser,
  email: IconMail,
  sms: IconMessage,
  voice: IconPhone,
  webhook: IconWebhook,
}

const outcomes: Record<TryOutcome, { icon: Icon; tone: Tone }> = {
  accepted: { icon: IconSquareRoundedCheck, tone: 'free' },
  later: { icon: IconClockX, tone: 'medium' },
  never: { icon: IconX, tone: 'high' },
  gone: { icon: IconTrashX, tone: 'high' },
  unsure: { icon: IconHelpCircle, tone: 'high' },
  cut_off: { icon: IconScissors, tone: 'high' },
}

export const deliveryStates = Object.keys(states) as DeliveryState[]
export const allWays = Object.keys(ways) as Way[]

/** The kinds that people are told. */
export const kinds = [
  'crew_assigned',
  'crew_changed',
  'crew_unanswered',
  'crew_stood_down',
  'distress',
  'alarm',
  'pre_alert',
  'pre_alert_declined',
  'shift_begins',
  'licence_expires',
  'work_failed',
  'queue_opened',
  'queue_closed',
  'ticket_next',
  'ticket_delayed',
  'ticket_called',
  'ticket_return',
  'patient_worse',
  'patient_unattended',
  'reassessment_due',
  'visit_asked',
  'visit_changed',
  'visit_review',
  'visit_unended',
  'visit_news',
  'trip_offered',
  'trip_changed',
  'trip_news',
  'trip_unserved',
  'digest',
  'test',
] as const

const reasons: readonly string[] = [
  'not_wanted',
  'no_address',
  'no_device',
  'quiet_hours',
  'passed_quiet_hours',
  'too_late',
  'acknowledged',
  'withdrawn',
  'ended',
]

export const kindWord = (t: TFunction, kind: string): string =>
  (kinds as readonly string[]).includes(kind) ? t(`message_kind.${kind}`) : kind

/** Our own reasons have words of ours; a provider's are said as they came. */
export const reasonWord = (t: TFunction, reason: string): string => (reasons.includes(reason) ? t(`delivery_reason.${reason}`) : reason)

export function StateMark({ state }: { state: DeliveryState }) {
  const { t } = useTranslation()
  return <Mark {...states[state]} word={t(`delivery_state.${state}`)} />
}

export function WayMark({ way }: { way: Way }) {
  const { t } = useTranslation()
  return <Mark icon={ways[way]} tone="plain" word={t(`way.${way}`)} />
}

/** Null while the try lasts. */
export function OutcomeMark({ outcome }: { outcome: TryOutcome | null }) {
  const { t } = useTranslation()
  return outcome === null ? (
    <Mark icon={IconCircleDashed} tone="medium" word={t('try_outcome.open')} />
  ) : (
    <Mark {...outcomes[outcome]} word={t(`try_outcome.${outcome}`)} />
  )
}
