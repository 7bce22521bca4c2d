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
import { PlaceMark } from './placeMarks'
import { hear, makePicture, PictureContext, roundsWays } from './rounds'
import { VisitList } from './VisitList'
import { VisitScreen } from './VisitScreen'
import { underWay, useVisits } from './work'

/** The therapist's phone, for whom it is. */
export function RoundsPage() {
  const user = useUser()
  return user?.permissions['visits.step'] ? <Rounds key={user.id} me={user} /> : <Today />
}

function Rounds({ me }: { me: Me }) {
  const [{ picture, line }] = useState(() => {
    const picture = makePicture()
    return { picture, line: new LiveSocket('/ws/therapist/', hear(picture)) }
  })
  return (
    <PictureContext value={picture}>
      <PhoneRoom me={me} picture={picture} place="rounds" line={line} ways={() => roundsWays(picture)}>
        <Screen />
      </PhoneRoom>
    </PictureContext>
  )
}

function Screen() {
  const { t } = useTranslation()
  const standing = useStanding()
  const visits = useVisits()
  const [chosen, setChosen] = useState<number | null>(null)
  const busy = visits.some(({ place }) => underWay.has(place.state))
  const visit = visits.find(({ appointment }) => appointment.id === chosen)

  useEffect(() => {
    document.title = `${t('rounds.title')} · ${t('app')}`
  }, [t])

  return (
    <div className={styles.page}>
      <PhoneHeader title={t('rounds.title')} mark={visit && <PlaceMark state={visit.place.state} />} busy={busy} />
      <Refused />
      {visit ? (
        <VisitScreen key={visit.appointment.id} visit={visit} onBack={() => setChosen(null)} />
      ) : standing === 'waiting' ? (
        <main className={styles.main} aria-busy="true">
          <p role="status">{t('rounds.loading')}</p>
        </main>
      ) : (
        <VisitList visits={visits} onOpen={setChosen} />
      )}
      <UpdateOffer busy={busy} />
    </div>
  )
}
