import {
  type Icon,
  IconCar,
  IconCheck,
  IconClockExclamation,
  IconFlagCheck,
  IconMapPin,
  IconPackage,
  IconPlayerPlay,
  IconRoute,
  IconSignature,
  IconUserOff,
  IconX,
} from '@tabler/icons-react'
import { Mark } from '../platform/Mark'
import type { PlaceView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { placeLook } from '../visits/marks'

/** In the words of the phone. */
export function PlaceMark({ state }: { state: PlaceView['state'] }) {
  const { t } = useTranslation()
  return <Mark {...placeLook[state]} word={t(`state.${state}`)} />
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
