import { useEffect, useSyncExternalStore } from 'react'
import { answered, api, pressed } from '../platform/api'
import { inTurn } from '../platform/inTurn'
import { Problem } from '../platform/problem'

/**
 * How this browser stands to pushes: `home` is a telephone of Apple, which takes them only for an app on its home screen; `off` may be turned
 * on by who asks for it.
 */
export type Standing = 'looking' | 'insecure' | 'home' | 'unable' | 'denied' | 'off' | 'on'

export interface Phone {
  standing: Standing
  /** By this the server's list of devices knows this browser; null while it takes no pushes. */
  mark: string | null
}

/** A worker of its own, for addresses at which nobody works: the crew's page has its own. */
const script = '/push.js'
const scope = '/notified'

let phone: Phone = { standing: 'looking', mark: null }
const listeners = new Set<() => void>()

function become(next: Phone): Phone {
  if (next.standing !== phone.standing || next.mark !== phone.mark) {
    phone = next
    for (const listener of listeners) listener()
  }
  return phone
}

const isApple = () => /iPhone|iPad/.test(navigator.userAgent)

function unable(): Standing | null {
  if (!window.isSecureContext) return 'insecure'
  if ('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window) return null
  return isApple() ? 'home' : 'unable'
}

const bytes = (buffer: ArrayBuffer) => Array.from(new Uint8Array(buffer), byte => byte.toString(16).padStart(2, '0')).join('')

async function markOf({ endpoint }: PushSubscription): Promise<string> {
  return bytes(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))).slice(0, 16)
}

const registration = async (): Promise<ServiceWorkerRegistration | undefined> =>
  'serviceWorker' in navigator ? navigator.serviceWorker.getRegistration(scope) : undefined

const subscription = async (): Promise<PushSubscription | null> => (await (await registration())?.pushManager.getSubscription()) ?? null

/** The worker that shows pushes; none where there is none, or where a private window refuses to say. */
const shower = () => registration().catch(() => undefined)

/** A message need not lie on this device's lock screen any more. */
export async function takeDown(message: number): Promise<void> {
  const shown: Notification[] = (await (await shower())?.getNotifications()) ?? []
  for (const one of shown) if ((one.data as { message?: unknown } | null)?.message === message) one.close()
}

/** The same of all that was read, or was over, while no page was open here: the worker asks about each. */
export async function tidy(): Promise<void> {
  const worker = (await shower())?.active
  worker?.postMessage({ type: 'tidy' })
}

/** Looks how things are now. */
export async function look(): Promise<Phone> {
  const not = unable()
  if (not) return become({ standing: not, mark: null })
  if (Notification.permission === 'denied') return become({ standing: 'denied', mark: null })
  // A private window may have all of it and refuse to use it.
  const found = Notification.permission === 'granted' ? await subscription().catch(() => undefined) : null
  if (found === undefined) return become({ standing: 'unable', mark: null })
  return become(found ? { standing: 'on', mark: await markOf(found) } : { standing: 'off', mark: null })
}

/** A worker takes subscriptions once it works. */
async function worker(): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register(script, { scope })
  const coming = registration.installing ?? registration.waiting
  if (!registration.active && coming)
    await new Promise<void>(resolve =>
      coming.addEventListener('statechange', () => (coming.state === 'activated' || coming.state === 'redundant') && resolve()),
    )
  return registration
}

async function subscribe(): Promise<PushSubscription> {
  const { pushManager } = await worker()
  const { public_key } = await answered(api.GET('/api/notifications/push-key'))
  const known = await pushManager.getSubscription()
  // One that was made for another server's key would be refused by the push service for ever.
  if (known && !isFor(known, public_key)) await known.unsubscribe()
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: public_key }).catch(() => {
    throw new Problem('push_failed', 0, '')
  })
}

function isFor({ options }: PushSubscription, key: string): boolean {
  const own = options.applicationServerKey
  if (!own) return false
  const text = btoa(String.fromCharCode(...new Uint8Array(own)))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === key
}

/** `Chrome on Android`, as far as a browser says what it is. */
export function browserName(agent = navigator.userAgent): string {
  const browser = /Edg/.test(agent) ? 'Edge' : (/Firefox|SamsungBrowser|Chrome|Safari/.exec(agent)?.[0] ?? 'Browser')
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(agent)?.[0]
  return system ? `${browser} · ${system}` : browser
}

async function introduce(one: PushSubscription): Promise<Phone> {
  const { endpoint, keys } = one.toJSON()
  await answered(api.POST('/api/notifications/devices', { body: { name: browserName(), endpoint, keys } as never, headers: pressed() }))
  return become({ standing: 'on', mark: await markOf(one) })
}

/** One after the other, or what was just turned off would be claimed again. */
const turns = inTurn<Phone>()

/** Asks whoever is here, and takes pushes if they say yes. To be called from a press: browsers ask at no other time. */
export const turnOn = (): Promise<Phone> =>
  turns('on', async () => {
    const not = unable()
    if (not) return become({ standing: not, mark: null })
    if ((await Notification.requestPermission()) !== 'granted') return look()
    return introduce(await subscribe())
  })

/** This browser takes no more pushes, for whomever. */
export const turnOff = (device: number | undefined): Promise<Phone> =>
  turns('off', async () => {
    if (device !== undefined) await forgetDevice(device)
    await (await subscription())?.unsubscribe()
    return look()
  })

export const forgetDevice = async (id: number): Promise<void> => {
  await answered(api.DELETE('/api/notifications/devices/{id}', { params: { path: { id } }, headers: pressed() }))
}

const devices = async () => (await answered(api.GET('/api/notifications/devices'))).items

/**
 * Whoever is here now is told here: the browser takes pushes, and the server does not know it as theirs (somebody else used it last, or the
 * server was made anew). Nobody is asked anything.
 */
export const claim = (): Promise<Phone> =>
  turns('claim', async () => {
    const { mark } = await look()
    if (mark === null || (await devices()).some(one => one.mark === mark)) return phone
    return introduce(await subscribe())
  })

/** Who leaves this browser is not told here any more. */
export const letGoOfThisBrowser = (): Promise<Phone> =>
  turns('leave', async () => {
    const { mark } = phone
    const own = mark === null ? undefined : (await devices()).find(one => one.mark === mark)
    if (own) await forgetDevice(own.id)
    return phone
  })

export function usePhone(): Phone {
  useEffect(() => {
    void look()
    // A person may allow it in the browser's own settings, and comes back.
    const again = () => void (document.hidden || look())
    document.addEventListener('visibilitychange', again)
    return () => document.removeEventListener('visibilitychange', again)
  }, [])
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => phone,
  )
}

/** What the worker tells: a push was shown (`pushed`), or pressed (`opened`). */
export interface Told {
  type: 'pushed' | 'opened'
  id: number
}

/** Hears what the worker tells the pages, until the answer is called. */
export function hear(then: (told: Told) => void): () => void {
  if (!('serviceWorker' in navigator)) return () => {}
  const take = ({ data }: MessageEvent<Partial<Told> | null>) => {
    if ((data?.type === 'pushed' || data?.type === 'opened') && Number.isSafeInteger(data.id)) then(data as Told)
  }
  navigator.serviceWorker.addEventListener('message', take)
  navigator.serviceWorker.startMessages()
  return () => navigator.serviceWorker.removeEventListener('message', take)
}
