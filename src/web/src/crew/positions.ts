import { answered, api } from '../platform/api'
import { problemOf } from '../platform/problem'
import { fixes } from './keep'

/** A place as the device found it, by the device's clock. */
export interface Fix {
  latitude: number
  longitude: number
  speed: number | null
  heading: number | null
  accuracy: number | null
  at: string
}

export const every = 15_000

const known = (value: number | null): number | null => (value !== null && Number.isFinite(value) && value >= 0 ? value : null)

export const fixOf = ({ coords, timestamp }: GeolocationPosition): Fix => ({
  latitude: coords.latitude,
  longitude: coords.longitude,
  speed: known(coords.speed),
  heading: known(coords.heading),
  accuracy: known(coords.accuracy),
  at: new Date(timestamp).toISOString(),
})

export type Sharing = 'starting' | 'sharing' | 'denied' | 'missing'

/**
 * Shares where the unit is every 15 s until it is stopped. Fixes lie on the shelf until the server has them, so that the way without a
 * network is sent as one batch. `found` hears the newest one, for distances; `become` how it goes.
 */
export function sharePosition(found: (fix: Fix) => void, become: (sharing: Sharing) => void): () => void {
  if (!('geolocation' in navigator)) {
    become('missing')
    return () => {}
  }
  let newest: Fix | null = null
  let kept: string | null = null
  const share = async () => {
    if (newest && newest.at !== kept) {
      kept = newest.at
      await fixes.add(newest)
    }
    await sendFixes()
  }
  const watch = navigator.geolocation.watchPosition(
    position => {
      const first = newest === null
      newest = fixOf(position)
      found(newest)
      become('sharing')
      if (first) void share()
    },
    failure => become(failure.code === failure.PERMISSION_DENIED ? 'denied' : 'missing'),
    { enableHighAccuracy: true, maximumAge: 5_000 },
  )
  const timer = setInterval(() => void share(), every)
  return () => {
    navigator.geolocation.clearWatch(watch)
    clearInterval(timer)
  }
}

/** The fixes that lie here, as one batch. What the server refuses for its form would be refused for ever: it is let go of. */
async function sendFixes(): Promise<void> {
  const waiting = await fixes.all()
  if (waiting.keys.length === 0) return
  const sent_at = new Date().toISOString()
  try {
    await answered(api.POST('/api/positions', { body: waiting.fixes.map(fix => ({ ...fix, sent_at })) as never }))
  } catch (failure) {
    const problem = problemOf(failure)
    if (problem.passing || problem.status === 401 || problem.status === 429) return
  }
  await fixes.remove(waiting.keys)
}

const radius = 6_371_000
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Metres along a great circle. */
export function metresBetween(a: { latitude: number; longitude: number }, b: { latitude: number; longitude: number }): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2
  const h = half(a.latitude, b.latitude) + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude)
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Opens the phone's own navigation: each platform has its way of being asked. */
export function navigationTo(
  { latitude, longitude, address }: { latitude: number | null; longitude: number | null; address: string | null },
  browser: string,
): string | null {
  const apple = /iPhone|iPad|iPod|Macintosh/.test(browser)
  if (latitude === null || longitude === null) {
    if (!address) return null
    const words = encodeURIComponent(address)
    return apple
      ? `https://maps.apple.com/?daddr=${words}`
      : /Android/.test(browser)
        ? `geo:0,0?q=${words}`
        : `https://www.google.com/maps/dir/?api=1&destination=${words}`
  }
  const place = `${latitude},${longitude}`
  if (apple) return `https://maps.apple.com/?daddr=${place}`
  return /Android/.test(browser) ? `geo:${place}?q=${place}` : `https://www.google.com/maps/dir/?api=1&destination=${place}`
}

/** As a link: a map on the web in a tab of its own, the phone's own navigation without leaving this page behind. */
export const linkTo = (way: string) => (way.startsWith('geo:') ? { href: way } : { href: way, target: '_blank', rel: 'noreferrer' })
