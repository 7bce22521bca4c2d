import { useMemo, useState } from 'react'
import { RowsLoading } from '../dispatch/ListNotes'
import { useThings } from '../platform/live/useLive'
import { useTranslation } from '../platform/words/useTranslation'
import type { Asked } from './ArrivalAnswer'
import { ArrivalCard } from './ArrivalCard'
import styles from './arrivalList.module.css'
import { byArrival, byWait, hasArrived } from './arrivals'
import { DeclineDialog } from './DeclineDialog'
import { useHospitalDesk, useStanding } from './desk'
import part from './part.module.css'
import { TakeOverDialog } from './TakeOverDialog'

/** Who waits at the door, then who is on the way, the next to arrive first. */
export function ArrivalList() {
  const { t } = useTranslation()
  const { arrivals } = useHospitalDesk()
  const alerts = useThings(arrivals.alerts)
  // Not the card's own: a unit that arrives while somebody answers moves to the other list, and the answer is not to be lost.
  const [asked, setAsked] = useState<Asked | null>(null)
  const waiting = useMemo(() => alerts.filter(hasArrived).toSorted(byWait), [alerts])
  const coming = useMemo(() => alerts.filter(alert => !hasArrived(alert)).toSorted(byArrival), [alerts])
  if (useStanding() === 'waiting') return <RowsLoading height={120} />
  return (
    <>
      {waiting.length > 0 && (
        <section aria-labelledby="waiting-title">
          <h2 id="waiting-title" className={styles.title}>
            {t('hospital_desk.at_the_door')}
          </h2>
          <ul className={part.list}>
            {waiting.map(alert => (
              <ArrivalCard key={alert.id} alert={alert} onAsk={setAsked} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="coming-title">
        <h2 id="coming-title" className={styles.title}>
          {t('hospital_desk.on_the_way')}
        </h2>
        {coming.length === 0 ? (
          <p className={styles.nobody}>
            <strong>{t('hospital_desk.nobody')}</strong>
            <span>{t('hospital_desk.nobody_help')}</span>
          </p>
        ) : (
          <ul className={part.list}>
            {coming.map(alert => (
              <ArrivalCard key={alert.id} alert={alert} onAsk={setAsked} />
            ))}
          </ul>
        )}
      </section>
      {asked?.what === 'decline' && <DeclineDialog alert={asked.alert} onClose={() => setAsked(null)} />}
      {asked?.what === 'take_over' && <TakeOverDialog alert={asked.alert} onClose={() => setAsked(null)} />}
    </>
  )
}
