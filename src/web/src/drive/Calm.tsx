import { Button } from '@mantine/core'
import { IconBellCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { agreed } from '../phone/agreed'
import { RingSheet } from '../phone/CannotRing'
import { NextButton } from '../phone/NextButton'
import { OthersSteps } from '../phone/OthersSteps'
import styles from '../phone/phone.module.css'
import { useRoom } from '../phone/room'
import { now } from '../platform/clock'
import { useTranslation } from '../platform/words/useTranslation'
import { driverQuery, tripDraft } from './drive'
import own from './drive.module.css'
import { placeOf } from './placeOf'
import { iconOf } from './tripMarks'
import { useWho } from './who'
import type { Run } from './work'

/** Nothing to drive: what the driver counts as, and what is planned. */
export function Calm({ later }: { later: readonly Run[] }) {
  const { t, i18n } = useTranslation()
  const { me, outbox } = useRoom()
  const who = useWho()
  const { data: driver } = useQuery(driverQuery(me.id))
  const [ringing, setRinging] = useState(false)
  const time = (at: string) => agreed(at, i18n.language, now())
  const [first] = later
  return (
    <>
      <main className={styles.main}>
        <OthersSteps />
        <section className={styles.card} aria-labelledby="standing">
          <h2 id="standing" className={styles.title}>
            {t('drive.no_trip')}
          </h2>
          {driver && (
            <>
              <p className={styles.status}>{t(`drive.status.${driver.status}`)}</p>
              {driver.reason && <p>{t(`drive.why.${driver.reason}`)}</p>}
              <p>{driver.unit_number ? t('drive.vehicle', { unit: driver.unit_number }) : t('drive.no_vehicle')}</p>
            </>
          )}
        </section>
        {later.map(({ run, stops }) => (
          <section key={run.id} className={styles.part} aria-label={t('drive.next_run', { time: time(run.starts_at) })}>
            <h3>{t('drive.next_run', { time: time(run.starts_at) })}</h3>
            <ol className={own.stops}>
              {stops.map(stop => (
                <li key={stop.number} className={own.stop}>
                  <span className={own.what}>{t(`drive.stop.${stop.kind}`, { who: who(stop.trip) })}</span>
                  <span className={own.time}>{t('drive.eta', { time: time(stop.eta_at) })}</span>
                  <span className={own.address}>
                    <bdi>{placeOf(t, stop)}</bdi>
                  </span>
                </li>
              ))}
            </ol>
          </section>
        ))}
        <div className={styles.grid}>
          <Button size="lg" variant="default" leftSection={<IconBellCheck aria-hidden />} onClick={() => setRinging(true)}>
            {t('phone.test_alert')}
          </Button>
        </div>
      </main>
      {first?.here && first.next && (
        <footer className={styles.dock}>
          <NextButton
            thing="trips"
            action={first.next}
            icon={iconOf(first.next)}
            onTake={() => first.here && first.next && void outbox.add(tripDraft(first.here.trip, first.next, who(first.here.trip)))}
          />
        </footer>
      )}
      {ringing && <RingSheet onClose={() => setRinging(false)} />}
    </>
  )
}
