/** A place as the device found it, by the device's clock. */
export interface Fix {
  latitude: number
  longitude: number
  speed: number | null
  heading: number | null
  accuracy: number | null
  at: string
}

const known = (value: number | null): number | null => (value !== null && Number.isFinite(value) && value >= 0 ? value : null)

export const fixOf = ({ coords, timestamp }: GeolocationPosition): Fix => ({
  latitude: coords.latitude,
  longitude: coords.longitude,
  speed: known(coords.speed),
  heading: known(coords.heading),
  accuracy: known(coords.accuracy),
  at: new Date(timestamp).toISOString(),
})

const radius = 6_371_000
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Metres along a great circle. */
export function metresBetween(a: { latitude: number; longitude: number }, b: { latitude: number; longitude: number }): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2
  const h = half(a.latitude, b.latitude) + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude)
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** A place as far as it is known. */
export interface Somewhere {
  latitude: number | null
  longitude: number | null
  address: string | null
}

/** Opens the phone's own navigation: each platform has its way of being asked. */
export function navigationTo({ latitude, longitude, address }: Somewhere, browser: string): string | null {
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
