import { startTransition, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Keyed, Versioned } from './keyed'
import type { Connection, Line } from './socket'
import type { Stand, Standing } from './standing'

/** One thing by its id; draws again only when that thing changes. */
export function useThing<T extends Versioned>(things: Keyed<T>, id: number | null | undefined): T | undefined {
  const subscribe = useCallback((listener: () => void) => (id == null ? () => {} : things.subscribe(id, listener)), [things, id])
  return useSyncExternalStore(subscribe, () => (id == null ? undefined : things.get(id)))
}

export function useThings<T extends Versioned>(things: Pick<Keyed<T>, 'all' | 'subscribeAll'>): readonly T[] {
  return useSyncExternalStore(things.subscribeAll, things.all)
}

/** Something plain that follows from all of them, a count above all: draws again only when it changes. */
export function useOf<T extends Versioned, V extends string | number | boolean | null>(
  things: Keyed<T>,
  read: (all: readonly T[]) => V,
): V {
  const last = useRef<{ all: readonly T[]; value: V } | null>(null)
  return useSyncExternalStore(things.subscribeAll, () => {
    const all = things.all()
    if (last.current?.all !== all) last.current = { all, value: read(all) }
    return last.current.value
  })
}

/**
 * The same for a list of hundreds: drawn in slices, between which the browser answers keys and shows frames. Not a deferred value, which
 * would draw the old list once more before the new one.
 */
export function useManyThings<T extends Versioned>(things: Pick<Keyed<T>, 'all' | 'subscribeAll'>): readonly T[] {
  const [list, setList] = useState(things.all)
  useEffect(() => {
    const take = () => startTransition(() => setList(things.all()))
    take()
    return things.subscribeAll(take)
  }, [things])
  return list
}

export function useConnection(socket: Line): Connection {
  return useSyncExternalStore(socket.subscribe, socket.state)
}

export function useStand(standing: Standing): Stand {
  return useSyncExternalStore(standing.subscribe, standing.at)
}

/** Keeps a channel open for as long as the page is. */
export function useOpen(socket: Line): void {
  useEffect(() => {
    socket.open()
    const leave = socket.followNetwork()
    return () => {
      leave()
      socket.close()
    }
  }, [socket])
}
