import { IconClockExclamation } from '@tabler/icons-react'
import { memo, type ReactNode } from 'react'
import { useAtNow } from '../platform/clock'
import type { Keyed } from '../platform/live/keyed'
import { Mark } from '../platform/Mark'
import { Timer } from '../platform/Timer'
import { timeOfDay } from '../platform/time'
import type { UnitStatus, UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { StatusMark, statusLook } from './StatusMark'
import { isStale } from './unitOrder'
import styles from './unitRow.module.css'

interface Props {
  live: Keyed<UnitView>
  listed: UnitView
  call: string | undefined
  timing: (unit: UnitView) => ReactNode
  narrow: boolean
}

/** One unit: number, level, status and since when, and what the dispatcher must know before choosing it. */
export const UnitRow = memo(({ live, listed: unit, call, timing, narrow }: Props) => {
  const { t, i18n } = useTranslation()
  return (
    <div className={styles.row} data-narrow={narrow || undefined}>
      <span className={styles.number}>{unit.unit_number}</span>
      <span className={styles.level}>{t(`level_short.${unit.level}`)}</span>
      <span className={styles.status}>
        <StatusMark status={unit.status} />
      </span>
      <Timer since={unit.status_since} className={styles.time} />
      <span className={styles.note}>
        {unit.hold && (
          <span>
            {t(`hold.${unit.hold.reason}`, { defaultValue: unit.hold.reason })}
            {unit.hold.until && ` ${t('unit.until', { time: timeOfDay(unit.hold.until, i18n.language, Date.now()).slice(0, -3) })}`}
          </span>
        )}
        {timing(unit)}
        {call && <span className={styles.call}>{call}</span>}
        <Fix live={live} listed={unit} />
        {!unit.held_by && <span className={styles.home}>{unit.home.name}</span>}
      </span>
    </div>
  )
})

/**
 * Speaks only when the position is not to be trusted. A unit that moves sends one every few seconds: they are looked at once a second, and
 * draw nothing again while they are fresh.
 */
function Fix({ live, listed }: Pick<Props, 'live' | 'listed'>) {
  const { t } = useTranslation()
  const stale = useAtNow(now => {
    const unit = live.get(listed.id) ?? listed
    if (!unit.position?.at) return 'never'
    return isStale(unit, now) ? unit.position.at : null
  })
  if (stale === null) return null
  return stale === 'never' ? (
    <span className={styles.home}>{t('unit.no_fix')}</span>
  ) : (
    <span className={styles.stale}>
      <Mark icon={IconClockExclamation} tone="medium" word={t('unit.stale')} /> <Timer since={stale} />
    </span>
  )
}

const levels: readonly UnitView['level'][] = ['BASIC', 'ADVANCED', 'CRITICAL']
const statuses = Object.keys(statusLook) as UnitStatus[]

/** All levels and all statuses as a row has them, to be measured. */
export function Levels() {
  const { t } = useTranslation()
  return levels.map(level => (
    <span key={level} className={styles.level}>
      {t(`level_short.${level}`)}
    </span>
  ))
}

export const Statuses = () =>
  statuses.map(status => (
    <span key={status} className={styles.status}>
      <StatusMark status={status} />
    </span>
  ))
