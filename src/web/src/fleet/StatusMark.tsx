import {
  type Icon,
  IconAmbulance,
  IconBan,
  IconBell,
  IconBuildingHospital,
  IconCircleCheck,
  IconHourglass,
  IconMapPin,
  IconPlayerPause,
  IconRoute,
  IconTool,
  IconUserOff,
} from '@tabler/icons-react'
import { memo } from 'react'
import { Mark, type Tone } from '../platform/Mark'
import type { UnitStatus } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

export const statusLook: Record<UnitStatus, { icon: Icon; tone: Tone }> = {
  AVAILABLE: { icon: IconCircleCheck, tone: 'free' },
  HOLD: { icon: IconHourglass, tone: 'aside' },
  DISPATCHED: { icon: IconBell, tone: 'alerted' },
  EN_ROUTE: { icon: IconRoute, tone: 'moving' },
  STAGED: { icon: IconPlayerPause, tone: 'moving' },
  ON_SCENE: { icon: IconMapPin, tone: 'there' },
  TRANSPORTING: { icon: IconAmbulance, tone: 'loaded' },
  AT_HOSPITAL: { icon: IconBuildingHospital, tone: 'loaded' },
  UNSTAFFED: { icon: IconUserOff, tone: 'aside' },
  MAINTENANCE: { icon: IconTool, tone: 'aside' },
  OUT_OF_SERVICE: { icon: IconBan, tone: 'aside' },
}

export const StatusMark = memo(({ status, form }: { status: UnitStatus; form?: 'bare' | 'solid' | 'outline' }) => {
  const { t } = useTranslation()
  const { icon, tone } = statusLook[status]
  return <Mark icon={icon} tone={tone} word={t(`state.${status}`)} form={form ?? 'bare'} />
})
