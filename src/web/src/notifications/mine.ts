import { useEffect, useState, useSyncExternalStore } from 'react'
import { answered, api } from '../platform/api'
import { LiveSocket } from '../platform/live/socket'
import { beforeLeaving, useUser } from '../platform/session'
import { type Counts, Inbox } from './inbox'
import { claim, letGoOfThisBrowser, takeDown, tidy } from './push'

beforeLeaving(letGoOfThisBrowser)

/** The inbox of whoever is here, with its line: one for all the pages of a window, however often they change. */
export interface Mine {
  user: number
  inbox: Inbox
  socket: LiveSocket
}

interface Held extends Mine {
  holders: number
  close: () => void
}

const pageLength = 30

/** From one page to the next the line is kept. */
const between = 1_000

let held: Held | null = null

function begin(user: number): Held {
  const inbox: Inbox = new Inbox(
    (type, ids) => socket.send({ type, ids }),
    after => answered(api.GET('/api/notifications', { params: { query: { limit: pageLength, after } as never } })),
    undefined,
    undefined,
    view => void takeDown(view.message_id),
  )
  const socket: LiveSocket = new LiveSocket('/ws/me/', inbox.receive)
  const leave = socket.followNetwork()
  let claimed = false
  const stop = socket.subscribe(() => {
    if (socket.state().state !== 'live') return
    inbox.repeat()
    // What was read while this window heard nothing lies here perhaps still.
    void tidy()
    if (claimed) return
    claimed = true
    // Without an answer it is tried again with the next line.
    claim().catch(() => {
      claimed = false
    })
  })
  socket.open()
  return {
    user,
    inbox,
    socket,
    holders: 0,
    close: () => {
      stop()
      leave()
      socket.close()
    },
  }
}

function hold(user: number): Held {
  if (held && held.user !== user) {
    held.close()
    held = null
  }
  held ??= begin(user)
  held.holders++
  return held
}

function release(one: Held): void {
  one.holders--
  setTimeout(() => {
    if (one.holders > 0 || held !== one) return
    one.close()
    held = null
  }, between)
}

/** Null until it is known who is here. */
export function useMine(): Mine | null {
  const user = useUser()?.id
  const [mine, setMine] = useState<Mine | null>(null)
  useEffect(() => {
    if (user === undefined) return
    const one = hold(user)
    setMine(one)
    return () => {
      setMine(null)
      release(one)
    }
  }, [user])
  return mine
}

const nobody: Counts = { known: false, unread: 0, asking: 0 }
const deaf = () => () => {}

/** Draws again only when a number has become another. */
export const useCounts = (mine: Mine | null): Counts =>
  useSyncExternalStore(mine?.inbox.subscribe ?? deaf, mine?.inbox.counts ?? (() => nobody))
