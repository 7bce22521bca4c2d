import { type Icon, IconCarOff, IconCheck, IconDoorEnter, IconMapPin, IconRoute, IconUserOff } from '@tabler/icons-react'
import { Mark } from '../platform/Mark'
import type { TripView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { tripLook } from '../trips/marks'

/** In the words of the phone. */
export function TripMark({ state }: { state: TripView['state'] }) {
  const { t } = useTranslation()
  return <Mark {...tripLook[state]} word={t(`state.${state}`)} />
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
