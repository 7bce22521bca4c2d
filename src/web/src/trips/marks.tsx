import {
  type Icon,
  IconAlertTriangle,
  IconBan,
  IconBell,
  IconCar,
  IconCircleCheck,
  IconCircleDashed,
  IconHourglass,
  IconMapPin,
  IconRoute,
  IconTool,
  IconUserOff,
} from '@tabler/icons-react'
import { memo } from 'react'
import { Mark, type Tone } from '../platform/Mark'
import type { DriverStatus, TripState } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

type Look = { icon: Icon; tone: Tone }

/** How each state of a trip looks, at a desk and on a phone. */
export const tripLook: Record<TripState, Look> = {
  REQUESTED: { icon: IconCircleDashed, tone: 'high' },
  OFFERED: { icon: IconBell, tone: 'alerted' },
  ASSIGNED: { icon: IconHourglass, tone: 'medium' },
  EN_ROUTE_PICKUP: { icon: IconRoute, tone: 'moving' },
  AT_PICKUP: { icon: IconMapPin, tone: 'there' },
  ON_BOARD: { icon: IconCar, tone: 'loaded' },
  DROPPED_OFF: { icon: IconCircleCheck, tone: 'free' },
  CANCELLED: { icon: IconBan, tone: 'aside' },
  PASSENGER_NO_SHOW: { icon: IconUserOff, tone: 'aside' },
  FAILED: { icon: IconTool, tone: 'critical' },
}

const driverLook: Record<DriverStatus, Look> = {
  free: { icon: IconCircleCheck, tone: 'free' },
  asked: { icon: IconBell, tone: 'alerted' },
  busy: { icon: IconRoute, tone: 'moving' },
  unavailable: { icon: IconBan, tone: 'aside' },
}

export const TripMark = memo(({ state }: { state: TripState }) => {
  const { t } = useTranslation()
  return <Mark {...tripLook[state]} word={t(`trip.state.${state}`)} />
})

export const DriverMark = memo(({ status }: { status: DriverStatus }) => {
  const { t } = useTranslation()
  return <Mark {...driverLook[status]} word={t(`trip.driver_status.${status}`)} />
})

export const UrgentMark = memo(() => {
  const { t } = useTranslation()
  return <Mark icon={IconAlertTriangle} tone="critical" form="solid" word={t('trip.urgent')} />
})
