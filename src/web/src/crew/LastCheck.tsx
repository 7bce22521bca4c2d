import { IconAlertTriangle, IconCircleCheck, IconClipboardCheck, IconHourglass } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import styles from '../phone/phone.module.css'
import { useSteps } from '../phone/room'
import { now } from '../platform/clock'
import { Mark } from '../platform/Mark'
import { timeOfDay } from '../platform/time'
import { useTranslation } from '../platform/words/useTranslation'
import { checklistQuery } from './VehicleCheck'

/** A vehicle is looked over once a shift. */
const shift = 12 * 3_600_000

function useLastCheck(unit: number) {
  const { data } = useQuery(checklistQuery(unit))
  const waits = useSteps().some(step => step.action === 'checks' && step.thingId === unit)
  const last = data?.last ?? null
  const listed = data !== undefined && data.points.length > 0
  return { listed, last, waits, due: listed && !waits && (last === null || now() - Date.parse(last.at) > shift) }
}

/** Whether the vehicle has a list, and nobody went through it this shift. */
export const useCheckDue = (unit: number): boolean => useLastCheck(unit).due

/** How the vehicle was found last, and by whom. */
export function LastCheck({ unit }: { unit: number }) {
  const { t, i18n } = useTranslation()
  const { listed, last, waits, due } = useLastCheck(unit)
  if (waits) return <Mark icon={IconHourglass} tone="high" word={`${t('crew.check')}: ${t('phone.waits')}`} />
  if (due) return <Mark icon={IconClipboardCheck} tone="high" word={t('crew.not_checked')} />
  if (!listed || last === null) return null
  return (
    <p className={styles.checked}>
      {last.defects > 0 ? (
        <Mark icon={IconAlertTriangle} tone="high" word={t('crew.defects', { count: last.defects })} />
      ) : (
        <Mark icon={IconCircleCheck} tone="free" word={t('crew.in_order')} />
      )}
      <span className={styles.soft}>{t('crew.last_check', { time: timeOfDay(last.at, i18n.language, now()), name: last.name ?? '' })}</span>
    </p>
  )
}
