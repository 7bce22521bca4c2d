import { memo } from 'react'
import { now } from '../platform/clock'
import { Timer } from '../platform/Timer'
import { timeOfDay } from '../platform/time'
import { useTranslation } from '../platform/words/useTranslation'
import { DriverMark } from './marks'
import type { Ranked } from './pickups'
import styles from './pickups.module.css'

/** One driver: what they are at, how far from whom is looked at, since when they are free. */
export const DriverRow = memo(({ driver, away, seat, zone }: Ranked & { zone: string }) => {
  const { t, i18n } = useTranslation()
  const time = (at: string) => timeOfDay(at, i18n.language, now(), zone).replace(/:\d\d$/, '')
  return (
    <div className={styles.row} data-free={driver.status === 'free' ? '' : undefined}>
      <span className={styles.line}>
        <bdi className={styles.who}>{driver.name}</bdi>
        <span className={styles.end}>
          <DriverMark status={driver.status} />
        </span>
      </span>
      <span className={styles.line}>
        <span className={styles.soft}>{[driver.unit_number, t('trip.seats', { count: driver.seats })].filter(Boolean).join(' · ')}</span>
        {away !== null && <strong>{t('trip.minutes_away', { count: Math.ceil(away / 60) })}</strong>}
      </span>
      <span className={styles.line}>
        <span className={styles.soft}>
          {driver.status === 'free' && (
            <>
              {t('trip.free_for')} <Timer since={driver.free_since} />
            </>
          )}
          {driver.reason && t(`trip.unavailable.${driver.reason}`)}
          {driver.status === 'free' && driver.next_run_at && ` · ${t('trip.next_run', { time: time(driver.next_run_at) })}`}
        </span>
        {seat && <strong className={styles.end}>{t('trip.seat', { count: Math.round(seat.extra / 60) })}</strong>}
        {driver.stale && away !== null && <span className={styles.end}>{t('trip.stale')}</span>}
      </span>
    </div>
  )
})
