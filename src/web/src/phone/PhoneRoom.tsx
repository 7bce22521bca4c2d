import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import type { Line } from '../platform/live/socket'
import type { Standing } from '../platform/live/standing'
import { useConnection } from '../platform/live/useLive'
import { sessionQuery } from '../platform/session'
import { listenForPress } from '../platform/sounds'
import type { Me } from '../platform/wire'
import { useSinglePresses } from './bounce'
import { said } from './keep'
import { type Room, RoomContext, useRoom } from './room'
import { makeOutbox, type Ways } from './send'
import { PositionSharing } from './sharing'

/** What the server said last, to be put aside and taken up again. */
export interface Picture<S> {
  standing: Standing
  remember(snapshot: S): void
  snapshot(): S
  /** Hears of every change of anything, once a frame. */
  watch(listener: () => void): () => void
}

interface Props<S> {
  me: Me
  picture: Picture<S>
  /** Under this, and whose it is, the device keeps the picture. */
  place: string
  line: Line
  ways: (sharing: PositionSharing, failed: (failure: unknown) => void) => Ways
  children: ReactNode
}

/** One line and one outbox for as long as the page is open; what the server says is kept, so that a start without a network shows it. */
export function PhoneRoom<S>({ me, picture, place, line, ways, children }: Props<S>) {
  const [failed, setFailed] = useState<unknown>(null)
  const [room] = useState<Room>(() => {
    const sharing = new PositionSharing(me.id)
    return { me, line, standing: picture.standing, outbox: makeOutbox(ways(sharing, setFailed), setFailed), sharing }
  })
  // A phone that keeps nothing must not pretend to: whoever taps would lose it.
  if (failed) throw failed

  useEffect(() => {
    const { outbox } = room
    const kept = `${place} ${me.id}`
    let open = true
    const begin = async () => {
      const before = await said.get<S>(kept)
      if (!open) return
      // What is shown can be pressed: it is kept from the first picture on.
      await outbox.open(me.id)
      if (!open) return
      if (before) picture.remember(before)
      line.open()
    }
    begin().catch(setFailed)
    let timer: ReturnType<typeof setTimeout> | undefined
    const keep = () => {
      clearTimeout(timer)
      timer = setTimeout(() => void said.put(kept, picture.snapshot()), 200)
    }
    const stopWatching = [picture.watch(keep), picture.standing.subscribe(keep)]
    const leave = line.followNetwork()
    const back = () => outbox.wake()
    window.addEventListener('online', back)
    return () => {
      open = false
      clearTimeout(timer)
      for (const stop of stopWatching) stop()
      leave()
      window.removeEventListener('online', back)
      outbox.close()
      line.close()
    }
  }, [room, me.id, picture, place, line])

  useEffect(listenForPress, [])
  useSinglePresses()

  return (
    <RoomContext value={room}>
      <FollowConnection />
      {children}
    </RoomContext>
  )
}

/** A line that is live again carries what waits; one that was refused may mean that the session has ended. */
function FollowConnection() {
  const { me, line, outbox, sharing } = useRoom()
  const connection = useConnection(line)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const attempt = connection.state === 'lost' ? connection.retryAt : connection.state
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each change of the line
  useEffect(() => {
    if (connection.state === 'live') {
      outbox.wake()
      void sharing.flush()
      void queries.invalidateQueries({ queryKey: ['phone'] })
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
