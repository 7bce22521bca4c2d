import { IconNavigation } from '@tabler/icons-react'
import { useState } from 'react'
import { AskForm } from '../phone/AskForm'
import { agreed } from '../phone/agreed'
import { useMoved } from '../phone/bounce'
import { NextButton } from '../phone/NextButton'
import { OtherSteps } from '../phone/OtherSteps'
import styles from '../phone/phone.module.css'
import { linkTo, navigationTo } from '../phone/positions'
import { useRoom } from '../phone/room'
import { isHidden, SharingMark, useUnderWay } from '../phone/SharingMark'
import tools from '../phone/tools.module.css'
import { WayTool } from '../phone/WayTool'
import { now } from '../platform/clock'
import { Mark } from '../platform/Mark'
import type { TripView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { asks } from './asks'
import { tripDraft } from './drive'
import own from './drive.module.css'
import { placeOf } from './placeOf'
import { iconOf, TripMark } from './tripMarks'
import { useWho } from './who'
import { aside, type Run, type Stop } from './work'

/** The run in hand: its stops in order, each with the way there, and what comes next. */
export function RunScreen({ run: { run, stops, here, next } }: { run: Run }) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const who = useWho()
  const { fix, shares } = useUnderWay(run.vehicle_id)
  const [asked, setAsking] = useState<{ action: string; trip: TripView } | null>(null)
  useMoved(`${here?.number} ${next}`)
  if (!here) return null
  const { trip } = here
  // Whose form it is does not change under the hand: where another comes before it, it is gone.
  const asking = asked?.trip.id === trip.id ? asked.action : null
  const take = (action: string) => {
    if (action in asks) setAsking({ action, trip })
    else void outbox.add(tripDraft(trip, action, who(trip)))
  }
  return (
    <>
      <main className={styles.main}>
        {isHidden(shares) && <SharingMark shares={shares} />}
        <h2 className="spoken">{t('drive.stops')}</h2>
        <ol className={own.stops}>
          {stops.map(stop => (
            <StopRow key={stop.number} stop={stop} here={stop === here} />
          ))}
        </ol>
        {!isHidden(shares) && <SharingMark shares={shares} />}
      </main>
      <footer className={styles.dock}>
        <div className={tools.tools}>
          <WayTool to={here} word={t('drive.way', { address: placeOf(t, here) })} short={placeOf(t, here)} fix={fix} />
          <OtherSteps
            thing="trips"
            name={who(trip)}
            actions={trip.actions.filter(action => action !== next && action !== 'cancel')}
            grave={aside}
            iconOf={iconOf}
            onTake={take}
          />
        </div>
        {next && <NextButton thing="trips" action={next} icon={iconOf(next)} onTake={() => take(next)} />}
      </footer>
      {asking && (
        <AskForm
          thing="trips"
          action={asking}
          name={who(trip)}
          asks={asks[asking] ?? []}
          onAnswer={body => void outbox.add(tripDraft(trip, asking, who(trip), body))}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  )
}

function StopRow({ stop, here }: { stop: Stop; here: boolean }) {
  const { t, i18n } = useTranslation()
  const who = useWho()
  const { done, done_at, eta_at, kind, trip } = stop
  const time = (at: string) => agreed(at, i18n.language, now())
  const way = navigationTo(stop, navigator.userAgent)
  return (
    <li className={own.stop} data-here={here || undefined} data-done={done || undefined} aria-current={here ? 'step' : undefined}>
      <span className={own.what}>{t(`drive.stop.${kind}`, { who: who(trip) })}</span>
      <span className={own.time}>
        {done ? (done_at ? t('drive.done_at', { time: time(done_at) }) : t('drive.done')) : t('drive.eta', { time: time(eta_at) })}
      </span>
      {way && !done ? (
        <a className={own.address} {...linkTo(way)} href={way}>
          <IconNavigation size={22} aria-hidden />
          <bdi>{placeOf(t, stop)}</bdi>
        </a>
      ) : (
        <span className={own.address}>
          <bdi>{placeOf(t, stop)}</bdi>
        </span>
      )}
      {!done && trip.urgency === 'urgent' && <Mark icon={iconOf('depart') ?? IconNavigation} tone="critical" word={t('drive.urgent')} />}
      {here && <TripMark state={trip.state} />}
      {!done && kind === 'pick_up' && trip.note && (
        <p className={own.note}>
          <bdi>{trip.note}</bdi>
        </p>
      )}
    </li>
  )
}
