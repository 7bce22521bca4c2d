import { useSyncExternalStore } from 'react'

/** What each phone's page is kept by (`phoneFiles.ts`), and what the phone is told of it. */
const kept: Readonly<Record<string, { worker: string; manifest: string }>> = {
  '/crew': { worker: '/sw.js', manifest: '/manifest.webmanifest' },
  '/drive': { worker: '/drive.sw.js', manifest: '/drive.webmanifest' },
  '/rounds': { worker: '/rounds.sw.js', manifest: '/rounds.webmanifest' },
}

let renew: (() => void) | null = null
let begun = false
const listeners = new Set<() => void>()

/** How often a page that stays open for a whole shift asks for a new version. */
const hourly = 3_600_000

/** A newer version lies ready: it takes over when somebody says so. */
function offer(waiting: ServiceWorker): void {
  renew = () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload())
    // A page that came here from the sign-in is not the worker's, and is not told when the new one takes over.
    setTimeout(() => location.reload(), 1_500)
    waiting.postMessage({ type: 'SKIP_WAITING' })
  }
  for (const listener of listeners) listener()
}

async function install(worker: string, scope: string): Promise<void> {
  const registration = await navigator.serviceWorker.register(worker, { scope })
  // The first that is ever installed replaces nothing.
  const look = () => registration.waiting && registration.active && offer(registration.waiting)
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look))
  look()
  setInterval(() => navigator.onLine && void registration.update(), hourly)
}

/** The app's own files are kept on the phone from the first visit on; null until a newer version lies ready. */
function begin(): void {
  const scope = `/${location.pathname.split('/')[1]}`
  const own = kept[scope]
  if (begun || !own) return
  begun = true
  document.querySelector('link[rel="manifest"]')?.setAttribute('href', own.manifest)
  if (import.meta.env.PROD && 'serviceWorker' in navigator)
    install(own.worker, scope).catch(() => {
      // A private window keeps nothing: the page works for as long as it is open.
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
