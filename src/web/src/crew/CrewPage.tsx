import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { StateMark } from '../dispatch/callMarks'
import { StatusMark } from '../fleet/StatusMark'
import { Today } from '../people/Today'
import { PhoneHeader } from '../phone/PhoneHeader'
import { PhoneRoom } from '../phone/PhoneRoom'
import styles from '../phone/phone.module.css'
import { believed } from '../phone/predict'
import { Refused } from '../phone/Refused'
import { useRoom, useStanding, useSteps } from '../phone/room'
import { UpdateOffer } from '../phone/UpdateOffer'
import { Gather } from '../platform/gather'
import { LiveSocket } from '../platform/live/socket'
import { useThings } from '../platform/live/useLive'
import { useUser } from '../platform/session'
import type { Me } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { CallScreen } from './CallScreen'
import { Calm } from './Calm'
import { PictureContext, usePicture } from './crew'
import { Distresses } from './Distress'
import { CrewPicture } from './picture'
import { predictUnit } from './predict'
import { Ringing } from './Ringing'
import { SignOn } from './SignOn'
import { crewWays } from './ways'
import { useWork } from './work'

/** The crew's phone, for whom it is. */
export function CrewPage() {
  const user = useUser()
  return user?.permissions['crew.watch'] ? <Crew key={user.id} me={user} /> : <Today />
}

function Crew({ me }: { me: Me }) {
  const queries = useQueryClient()
  const [changed] = useState(
    () =>
      new Gather(ids => {
        for (const id of ids) for (const part of ['notes', 'warnings']) void queries.invalidateQueries({ queryKey: ['phone', part, id] })
      }),
  )
  const [{ picture, socket }] = useState(() => {
    const picture = new CrewPicture(id => changed.add(id))
    return { picture, socket: new LiveSocket('/ws/paramedic/', picture.receive) }
  })
  useEffect(() => () => changed.stop(), [changed])
  return (
    <PictureContext value={picture}>
      <PhoneRoom me={me} picture={picture} place="picture" line={socket} ways={(sharing, failed) => crewWays(picture, sharing, failed)}>
        <Screen />
      </PhoneRoom>
    </PictureContext>
  )
}

function Screen() {
  const { t } = useTranslation()
  const { me } = useRoom()
  const picture = usePicture()
  const steps = useSteps()
  const standing = useStanding()
  const units = useThings(picture.units)
  const unit = units
    .map(one => predictUnit(one, believed(steps, `unit:${one.id}`), { id: me.id, name: me.full_name }))
    .find(one => one.crew.some(member => member.member === me.id))
  const { response, call, recent } = useWork()

  useEffect(() => {
    document.title = `${call ? call.call_id : unit ? unit.unit_number : t('crew.title')} · ${t('app')}`
  }, [t, call, unit])

  return (
    <div className={styles.page}>
      <PhoneHeader
        title={unit?.unit_number ?? t('crew.title')}
        mark={response ? <StateMark state={response.state} /> : unit && <StatusMark status={unit.status} />}
        busy={response !== undefined}
      />
      <Refused />
      <Distresses own={unit?.id} />
      {response && call ? (
        <CallScreen key={response.id} response={response} call={call} unit={unit} />
      ) : unit ? (
        <Calm unit={unit} recent={recent} />
      ) : standing === 'waiting' ? (
        <main className={styles.main} aria-busy="true">
          <p role="status">{t('crew.loading')}</p>
        </main>
      ) : (
        <SignOn />
      )}
      <UpdateOffer busy={response !== undefined} />
      {response && call && <Ringing response={response} call={call} />}
    </div>
  )
}
