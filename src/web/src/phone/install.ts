import { registerSW } from 'virtual:pwa-register'
import { useSyncExternalStore } from 'react'

let renew: (() => void) | null = null
let begun = false
const listeners = new Set<() => void>()

/** How often a page that stays open for a whole shift asks for a new version. */
const hourly = 3_600_000

/** The app's own files are kept on the phone from the first visit on; null until a newer version lies ready. */
function begin(): void {
  if (begun || !('serviceWorker' in navigator)) return
  begun = true
  const update = registerSW({
    onNeedRefresh: () => {
      renew = () => {
        // A page that came here from the sign-in is not the worker's, and is not told when the new one takes over.
        setTimeout(() => location.reload(), 1_500)
        void update(true)
      }
      for (const listener of listeners) listener()
    },
    onRegisteredSW: (_, registration) => {
      if (registration) setInterval(() => navigator.onLine && void registration.update(), hourly)
    },
  })
}

export const useInstalled = (): (() => void) | null =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      begin()
      return () => listeners.delete(listener)
    },
    () => renew,
  )
