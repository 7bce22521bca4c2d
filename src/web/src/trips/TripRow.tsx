import { memo } from 'react'
import { now, useAtNow } from '../platform/clock'
import { Timer } from '../platform/Timer'
import { timeOfDay } from '../platform/time'
import type { OfferView, TripEnd, TripView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { TripMark, UrgentMark } from './marks'
import { isUrgent, secondsLeft, waits } from './pickups'
import styles from './pickups.module.css'

/** One trip of the list: who, from where to where, how long they wait, and who is asked just now. */
export const TripRow = memo(({ trip, offers, zone }: { trip: TripView; offers: readonly OfferView[]; zone: string }) => {
  const { t, i18n } = useTranslation()
  const place = ({ address, word }: TripEnd) => address ?? (word ? t(`trip.place.${word}`) : '')
  const time = (at: string) => timeOfDay(at, i18n.language, now(), zone).replace(/:\d\d$/, '')
  return (
    <div className={styles.row} data-urgent={isUrgent(trip) && waits(trip) ? '' : undefined}>
      <span className={styles.line}>
        {waits(trip) && <Timer since={trip.requested_at} className={styles.age} />}
        {isUrgent(trip) && <UrgentMark />}
        <bdi className={styles.who}>{trip.passengers.map(one => one.name).join(', ')}</bdi>
        <span className={styles.end}>
          <TripMark state={trip.state} />
        </span>
      </span>
      <span className={styles.line}>
        <span className={styles.soft}>{t(`trip.leg.${trip.leg}`)}</span>
        <span className={styles.cut}>
          <bdi>{place(trip.from)}</bdi> → <bdi>{place(trip.to)}</bdi>
        </span>
        {trip.pick_up_at && <span className={styles.end}>{t('trip.at', { time: time(trip.pick_up_at) })}</span>}
      </span>
      <span className={styles.line}>
        {trip.driver_name && (
          <span className={styles.cut}>
            <bdi>{trip.driver_name}</bdi> {trip.unit_number}
            {trip.eta_at && ` · ${t('trip.eta', { time: time(trip.eta_at) })}`}
          </span>
        )}
        {offers.map(offer => (
          <Asked key={offer.id} offer={offer} />
        ))}
        {waits(trip) && offers.length === 0 && <span className={styles.soft}>{t(trip.seeking ? 'trip.seeking' : 'trip.not_seeking')}</span>}
      </span>
    </div>
  )
})

/** Who is asked, and for how many seconds more. */
function Asked({ offer }: { offer: OfferView }) {
  const { t } = useTranslation()
  const left = useAtNow(time => secondsLeft(offer, time))
  return (
    <span className={styles.asked}>
      <bdi>{offer.driver_name}</bdi> {left === null ? t('trip.held') : t('trip.seconds', { count: left })}
    </span>
  )
}
