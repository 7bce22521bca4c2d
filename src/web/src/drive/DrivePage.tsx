import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Today } from '../people/Today'
import { PhoneHeader } from '../phone/PhoneHeader'
import { PhoneRoom } from '../phone/PhoneRoom'
import styles from '../phone/phone.module.css'
import { Refused } from '../phone/Refused'
import { useStanding } from '../phone/room'
import { UpdateOffer } from '../phone/UpdateOffer'
import { LiveSocket } from '../platform/live/socket'
import { useUser } from '../platform/session'
import type { Me } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { Calm } from './Calm'
import { driverQuery, driveWays, hear, makePicture, PictureContext } from './drive'
import { Offer } from './Offer'
import { RunScreen } from './RunScreen'
import { TripMark } from './tripMarks'
import { useRuns } from './work'

/** The driver's phone, for whom it is. */
export function DrivePage() {
  const user = useUser()
  return user?.permissions['trips.step'] ? <Drive key={user.id} me={user} /> : <Today />
}

function Drive({ me }: { me: Me }) {
  const queries = useQueryClient()
  const [{ picture, line }] = useState(() => {
    const picture = makePicture()
    const told = hear(me.id, picture, driver => queries.setQueryData(driverQuery(me.id).queryKey, driver))
    return { picture, line: new LiveSocket('/ws/driver/', told) }
  })
  return (
    <PictureContext value={picture}>
      <PhoneRoom me={me} picture={picture} place="drive" line={line} ways={() => driveWays(picture)}>
        <Screen />
      </PhoneRoom>
    </PictureContext>
  )
}

function Screen() {
  const { t } = useTranslation()
  const standing = useStanding()
  const { now, later } = useRuns()
  const title = now?.run.unit_number ?? t('drive.title')

  useEffect(() => {
    document.title = `${title} · ${t('app')}`
  }, [t, title])

  return (
    <div className={styles.page}>
      <PhoneHeader title={title} mark={now?.here && <TripMark state={now.here.trip.state} />} busy={now !== undefined} />
      <Refused />
      {now ? (
        <RunScreen key={now.run.id} run={now} />
      ) : standing === 'waiting' ? (
        <main className={styles.main} aria-busy="true">
          <p role="status">{t('drive.loading')}</p>
        </main>
      ) : (
        <Calm later={later} />
      )}
      <UpdateOffer busy={now !== undefined} />
      <Offer />
    </div>
  )
}
