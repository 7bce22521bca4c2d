import {
  type Icon,
  IconAlertOctagonFilled,
  IconAlertTriangleFilled,
  IconAmbulance,
  IconBandage,
  IconBell,
  IconBrain,
  IconBuildingHospital,
  IconCalendarTime,
  IconCheck,
  IconChevronDown,
  IconCircleFilled,
  IconFlame,
  IconHandStop,
  IconHeartbeat,
  IconHelpCircle,
  IconLungs,
  IconMapPin,
  IconMessageCheck,
  IconPhoneIncoming,
  IconPlayerPause,
  IconRoute,
  IconStethoscope,
  IconTransferIn,
  IconTruckOff,
  IconUrgent,
  IconX,
} from '@tabler/icons-react'
import { memo } from 'react'
import { Mark, type Tone } from '../platform/Mark'
import type { CallState, EmergencyType, Priority, ResponseState } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

type Look = { icon: Icon; tone: Tone }

export const priorityLook: Record<Priority, Look & { form: 'solid' | 'outline' }> = {
  CRITICAL: { icon: IconAlertOctagonFilled, tone: 'critical', form: 'solid' },
  HIGH: { icon: IconAlertTriangleFilled, tone: 'high', form: 'solid' },
  MEDIUM: { icon: IconCircleFilled, tone: 'medium', form: 'outline' },
  LOW: { icon: IconChevronDown, tone: 'low', form: 'outline' },
}

const typeIcon: Record<EmergencyType, Icon> = {
  MEDICAL: IconStethoscope,
  TRAUMA: IconBandage,
  CARDIAC: IconHeartbeat,
  STROKE: IconBrain,
  RESPIRATORY: IconLungs,
  FIRE: IconFlame,
  OTHER: IconHelpCircle,
}

const stateLook: Record<CallState | ResponseState, Look> = {
  PLANNED: { icon: IconCalendarTime, tone: 'aside' },
  RECEIVED: { icon: IconPhoneIncoming, tone: 'plain' },
  ASSIGNED: { icon: IconBell, tone: 'alerted' },
  ACKNOWLEDGED: { icon: IconMessageCheck, tone: 'alerted' },
  DISPATCHED: { icon: IconBell, tone: 'alerted' },
  EN_ROUTE: { icon: IconRoute, tone: 'moving' },
  STAGED: { icon: IconPlayerPause, tone: 'moving' },
  ON_SCENE: { icon: IconMapPin, tone: 'there' },
  TRANSPORTING: { icon: IconAmbulance, tone: 'loaded' },
  AT_HOSPITAL: { icon: IconBuildingHospital, tone: 'loaded' },
  TRANSFERRED_CARE: { icon: IconTransferIn, tone: 'loaded' },
  CLEARED: { icon: IconCheck, tone: 'aside' },
  DECLINED: { icon: IconHandStop, tone: 'high' },
  STOOD_DOWN: { icon: IconX, tone: 'aside' },
  FAILED: { icon: IconTruckOff, tone: 'high' },
  CLOSED: { icon: IconCheck, tone: 'aside' },
  CANCELLED: { icon: IconX, tone: 'aside' },
}

export const PriorityMark = memo(({ priority }: { priority: Priority }) => {
  const { t } = useTranslation()
  const { icon, tone, form } = priorityLook[priority]
  return <Mark icon={icon} tone={tone} form={form} word={t(`priority.${priority}`)} />
})

export const StateMark = memo(({ state, form }: { state: CallState | ResponseState; form?: 'outline' }) => {
  const { t } = useTranslation()
  const { icon, tone } = stateLook[state] ?? { icon: IconHelpCircle, tone: 'plain' }
  return <Mark icon={icon} tone={tone} form={form ?? 'bare'} word={t(`state.${state}`, { defaultValue: state })} />
})

export const TypeMark = memo(({ type }: { type: EmergencyType }) => {
  const { t } = useTranslation()
  return <Mark icon={typeIcon[type] ?? IconHelpCircle} tone="plain" word={t(`type.${type}`, { defaultValue: type })} />
})

export const NeedsUnitMark = memo(() => {
  const { t } = useTranslation()
  return <Mark icon={IconUrgent} tone="critical" form="outline" word={t('call.needs_unit')} />
})
