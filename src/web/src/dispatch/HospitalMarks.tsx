import { IconBed, IconBuildingHospital, IconCircleOff } from '@tabler/icons-react'
import { now } from '../platform/clock'
import { Mark, type Tone } from '../platform/Mark'
import { timeOfDay } from '../platform/time'
import type { HospitalLoad, HospitalView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

export const loadTone: Record<HospitalLoad, Tone> = { LOW: 'free', MODERATE: 'medium', HIGH: 'high', FULL: 'critical' }

type Facts = Pick<HospitalView, 'load' | 'available_beds' | 'expected_inbound' | 'on_diversion' | 'diversion_reason' | 'diversion_until'>

/** Whether a hospital takes patients: diversion first, then how full its emergency department is, and its beds. */
export function HospitalMarks({ hospital }: { hospital: Facts }) {
  const { t, i18n } = useTranslation()
  const { load, available_beds, expected_inbound, on_diversion, diversion_reason, diversion_until } = hospital
  const until = diversion_until && t('unit.until', { time: timeOfDay(diversion_until, i18n.language, now()) })
  return (
    <>
      {on_diversion && (
        <Mark
          icon={IconCircleOff}
          tone="critical"
          form="solid"
          word={[t('hospital.on_diversion'), diversion_reason, until].filter(Boolean).join(' · ')}
        />
      )}
      <Mark icon={IconBuildingHospital} tone={loadTone[load]} word={t(`hospital.load_${load}`)} />
      <Mark
        icon={IconBed}
        tone={available_beds > expected_inbound ? 'plain' : 'high'}
        word={
          expected_inbound > 0
            ? t('hospital.beds_inbound', { count: available_beds, inbound: expected_inbound })
            : t('hospital.beds', { count: available_beds })
        }
      />
    </>
  )
}
