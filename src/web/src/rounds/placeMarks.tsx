import {
  type Icon,
  IconBell,
  IconCar,
  IconCheck,
  IconClockExclamation,
  IconFlagCheck,
  IconHeartHandshake,
  IconMapPin,
  IconPackage,
  IconPlayerPlay,
  IconRoute,
  IconSignature,
  IconUserOff,
  IconX,
} from '@tabler/icons-react'
import { Mark, type Tone } from '../platform/Mark'
import type { PlaceView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

const looks: Record<PlaceView['state'], { icon: Icon; tone: Tone }> = {
  OPEN: { icon: IconX, tone: 'aside' },
  ASKED: { icon: IconBell, tone: 'alerted' },
  ACCEPTED: { icon: IconCheck, tone: 'free' },
  EN_ROUTE: { icon: IconRoute, tone: 'moving' },
  ARRIVED: { icon: IconMapPin, tone: 'there' },
  IN_PROGRESS: { icon: IconHeartHandshake, tone: 'loaded' },
  COMPLETED: { icon: IconFlagCheck, tone: 'aside' },
  RELEASED: { icon: IconX, tone: 'aside' },
}

export function PlaceMark({ state }: { state: PlaceView['state'] }) {
  const { t } = useTranslation()
  return <Mark {...looks[state]} word={t(`state.${state}`)} />
}

const icons: Readonly<Record<string, Icon>> = {
  accept: IconCheck,
  reject: IconX,
  set_out: IconRoute,
  arrive: IconMapPin,
  start: IconPlayerPlay,
  end: IconFlagCheck,
  running_late: IconClockExclamation,
  no_show: IconUserOff,
  materials: IconPackage,
  proof: IconSignature,
  request: IconCar,
}

/** A step has the picture of what it leads to. */
export const iconOf = (action: string): Icon | undefined => icons[action]
