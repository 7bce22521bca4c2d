import {
  type Icon,
  IconAlertTriangle,
  IconBan,
  IconCar,
  IconCheck,
  IconCircleCheck,
  IconCircleDashed,
  IconClockX,
  IconDoorEnter,
  IconHeartHandshake,
  IconHourglass,
  IconUserOff,
} from '@tabler/icons-react'
import { memo } from 'react'
import { Mark, type Tone } from '../platform/Mark'
import type { AppointmentState, PlaceState } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

type Look = { icon: Icon; tone: Tone }

export const visitLook: Record<AppointmentState, Look> = {
  PENDING: { icon: IconHourglass, tone: 'medium' },
  REJECTED: { icon: IconAlertTriangle, tone: 'critical' },
  EXPIRED: { icon: IconClockX, tone: 'high' },
  CONFIRMED: { icon: IconCircleCheck, tone: 'free' },
  EN_ROUTE: { icon: IconCar, tone: 'moving' },
  ARRIVED: { icon: IconDoorEnter, tone: 'there' },
  IN_PROGRESS: { icon: IconHeartHandshake, tone: 'loaded' },
  COMPLETED: { icon: IconCheck, tone: 'aside' },
  CANCELLED: { icon: IconBan, tone: 'aside' },
  NO_SHOW: { icon: IconUserOff, tone: 'aside' },
}

/** How each state of a place looks, at a desk and on a phone. */
export const placeLook: Record<PlaceState, Look> = {
  OPEN: { icon: IconCircleDashed, tone: 'high' },
  ASKED: { icon: IconHourglass, tone: 'medium' },
  ACCEPTED: { icon: IconCircleCheck, tone: 'free' },
  EN_ROUTE: { icon: IconCar, tone: 'moving' },
  ARRIVED: { icon: IconDoorEnter, tone: 'there' },
  IN_PROGRESS: { icon: IconHeartHandshake, tone: 'loaded' },
  COMPLETED: { icon: IconCheck, tone: 'aside' },
  RELEASED: { icon: IconBan, tone: 'aside' },
}

export const VisitMark = memo(({ state, form }: { state: AppointmentState; form?: 'bare' | 'solid' | 'outline' }) => {
  const { t } = useTranslation()
  return <Mark {...visitLook[state]} word={t(`visit.state.${state}`)} form={form ?? 'bare'} />
})

export const PlaceMark = memo(({ state }: { state: PlaceState }) => {
  const { t } = useTranslation()
  return <Mark {...placeLook[state]} word={t(`visit.place_state.${state}`)} />
})
