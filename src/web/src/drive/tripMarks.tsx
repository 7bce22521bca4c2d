import {
  type Icon,
  IconBell,
  IconCarOff,
  IconCheck,
  IconClock,
  IconDoorEnter,
  IconMapPin,
  IconRoute,
  IconUserOff,
  IconUsers,
  IconX,
} from '@tabler/icons-react'
import { Mark, type Tone } from '../platform/Mark'
import type { TripView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

const looks: Record<TripView['state'], { icon: Icon; tone: Tone }> = {
  REQUESTED: { icon: IconClock, tone: 'plain' },
  OFFERED: { icon: IconBell, tone: 'alerted' },
  ASSIGNED: { icon: IconBell, tone: 'alerted' },
  EN_ROUTE_PICKUP: { icon: IconRoute, tone: 'moving' },
  AT_PICKUP: { icon: IconMapPin, tone: 'there' },
  ON_BOARD: { icon: IconUsers, tone: 'loaded' },
  DROPPED_OFF: { icon: IconCheck, tone: 'aside' },
  CANCELLED: { icon: IconX, tone: 'aside' },
  PASSENGER_NO_SHOW: { icon: IconUserOff, tone: 'high' },
  FAILED: { icon: IconCarOff, tone: 'high' },
}

export function TripMark({ state }: { state: TripView['state'] }) {
  const { t } = useTranslation()
  return <Mark {...looks[state]} word={t(`state.${state}`)} />
}

const icons: Readonly<Record<string, Icon>> = {
  depart: IconRoute,
  arrive: IconMapPin,
  board: IconDoorEnter,
  drop_off: IconCheck,
  no_show: IconUserOff,
  fail: IconCarOff,
}

/** A step has the picture of what it leads to. */
export const iconOf = (action: string): Icon | undefined => icons[action]
