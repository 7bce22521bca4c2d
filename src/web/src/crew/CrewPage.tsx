import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Account } from '../people/Account'
import { Today } from '../people/Today'
import { Dialog } from '../platform/Dialog'
import { Gather } from '../platform/gather'
import { LiveSocket } from '../platform/live/socket'
import { useConnection, useThings } from '../platform/live/useLive'
import { sessionQuery, useUser } from '../platform/session'
import { listenForPress } from '../platform/sounds'
import type { Me } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useSinglePresses } from './bounce'
import { CallScreen } from './CallScreen'
import { Calm } from './Calm'
import { CrewHeader } from './CrewHeader'
import styles from './crew.module.css'
import { Distresses } from './Distress'
import { said } from './keep'
import { CrewPicture, type Snapshot } from './picture'
import { believed, predictUnit } from './predict'
import { Refused } from './Refused'
import { Ringing } from './Ringing'
import { makeOutbox, type Room, RoomContext, useRoom, useStanding, useSteps } from './room'
import { Settings } from './Settings'
import { SignOn } from './SignOn'
import { PositionSharing } from './sharing'
import { UpdateOffer } from './UpdateOffer'
import { useWork } from './work'

/** The crew's phone, for whom it is. */
export function CrewPage() {
  const user = useUser()
  return user?.permissions['crew.watch'] ? <CrewRoom key={user.id} me={user} /> : <Today />
}

const picturePlace = (user: number) => `picture ${user}`

function makeRoom(me: Me, callChanged: (id: number) => void, failed: (failure: unknown) => void): Room {
  const picture = new CrewPicture(callChanged)
  const sharing = new PositionSharing(me.id)
  const socket = new LiveSocket('/ws/paramedic/', picture.receive)
  return { me, picture, outbox: makeOutbox(picture, sharing, failed), socket, sharing }
}

/** One socket and one outbox for as long as the page is open; what the server says is kept, so that a start without a network shows it. */
function CrewRoom({ me }: { me: Me }) {
  const queries = useQueryClient()
  const [changed] = useState(
    () =>
      new Gather(ids => {
        for (const id of ids) for (const part of ['notes', 'warnings']) void queries.invalidateQueries({ queryKey: ['crew', part, id] })
      }),
  )
  const [failed, setFailed] = useState<unknown>(null)
  const [room] = useState(() => makeRoom(me, id => changed.add(id), setFailed))
  // A phone that keeps nothing must not pretend to: the crew would lose what it taps.
  if (failed) throw failed

  useEffect(() => {
    const { picture, outbox, socket } = room
    const place = picturePlace(me.id)
    let open = true
    const begin = async () => {
      const kept = await said.get<Snapshot>(place)
      if (!open) return
      if (kept) picture.remember(kept)
      await outbox.open(me.id)
      if (open) socket.open()
    }
    begin().catch(setFailed)
    let timer: ReturnType<typeof setTimeout> | undefined
    const keep = () => {
      clearTimeout(timer)
      timer = setTimeout(() => void said.put(place, picture.snapshot()), 200)
    }
    const stopWatching = [picture.watch(keep), picture.standing.subscribe(keep)]
    const leave = socket.followNetwork()
    const back = () => outbox.wake()
    window.addEventListener('online', back)
    return () => {
      open = false
      clearTimeout(timer)
      for (const stop of stopWatching) stop()
      leave()
      window.removeEventListener('online', back)
      changed.stop()
      outbox.close()
      socket.close()
    }
  }, [room, me.id, changed])

  useEffect(listenForPress, [])
  useSinglePresses()

  return (
    <RoomContext value={room}>
      <FollowConnection />
      <Screen />
    </RoomContext>
  )
}

/** A line that is live again carries what waits; one that was refused may mean that the session has ended. */
function FollowConnection() {
  const { me, socket, outbox, sharing } = useRoom()
  const connection = useConnection(socket)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const attempt = connection.state === 'lost' ? connection.retryAt : connection.state
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each change of the line
  useEffect(() => {
    if (connection.state === 'live') {
      outbox.wake()
      void sharing.flush()
      void queries.invalidateQueries({ queryKey: ['crew'] })
    }
    if (connection.state !== 'lost') return
    queries
      .fetchQuery({ ...sessionQuery, staleTime: 0, retry: false, networkMode: 'always' })
      .then(user => {
        if (user?.id !== me.id) void navigate({ to: '/sign-in', search: { ended: true }, replace: true })
      })
      .catch(() => {
        // No answer at all: the header already says so.
      })
  }, [attempt])
  return null
}

function Screen() {
  const { t } = useTranslation()
  const { me, picture } = useRoom()
  const steps = useSteps()
  const standing = useStanding()
  const [asking, setAsking] = useState<'account' | 'notifications' | null>(null)
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
      <CrewHeader
        unit={unit}
        response={response}
        onAccount={() => setAsking('account')}
        onNotifications={() => setAsking('notifications')}
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
      {asking === 'account' && (
        <Dialog title={t('account.title')} onClose={() => setAsking(null)}>
          <Account />
        </Dialog>
      )}
      {asking === 'notifications' && (
        <Dialog title={t('notify.page')} side onClose={() => setAsking(null)}>
          <Settings />
        </Dialog>
      )}
    </div>
  )
}
