import { useSyncExternalStore } from 'react'

/** Under this name a browser keeps at which desk it stands: that is the machine's, whoever sits before it. */
const place = 'attend.desk'

const listeners = new Set<() => void>()
let chosen = read()

function read(): number | null {
  try {
    const kept = Number(localStorage.getItem(place))
    return Number.isSafeInteger(kept) && kept > 0 ? kept : null
  } catch {
    return null
  }
}

export function chooseDesk(id: number | null): void {
  chosen = id
  try {
    if (id === null) localStorage.removeItem(place)
    else localStorage.setItem(place, String(id))
  } catch {
    // A browser that keeps nothing stands there until it is closed.
  }
  for (const listener of listeners) listener()
}

export const useChosenDesk = (): number | null =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => chosen,
  )
