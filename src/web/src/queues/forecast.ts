import type { WaitForecast } from '../platform/wire'

const minute = 60

/** To how many minutes a wait is said: nobody plans by the minute what lies an hour ahead. */
const coarse = (seconds: number): number => (seconds < 30 * minute ? 5 : seconds < 2 * 60 * minute ? 10 : 30)

/** Half wait no longer than the first, nine of ten no longer than the second. In minutes, the first rounded down and the second up, so that what is said is never narrower than what is known. */
export function minutesOf({ from_seconds: from, to_seconds: to }: Pick<WaitForecast, 'from_seconds' | 'to_seconds'>): {
  from: number
  to: number
} {
  const step = coarse(to)
  return { from: Math.floor(from / minute / step) * step, to: Math.max(step, Math.ceil(to / minute / step) * step) }
}

type Words = (key: string, options?: Record<string, unknown>) => string

/** From here on a wait is said in hours. */
const longer = 3 * 60

/** `20 to 40 min`, with the word for what is no more than an estimate; null where nothing can be said. */
export function forecastText(forecast: WaitForecast | null | undefined, t: Words): string | null {
  if (!forecast) return null
  if (forecast.very_long) return t('queue.forecast.very_long')
  const { from, to } = minutesOf(forecast)
  const range =
    from === 0
      ? t('queue.forecast.up_to', { to })
      : to < longer
        ? t('queue.forecast.range', { from, to })
        : t('queue.forecast.hours', { from: from / 60, to: to / 60 })
  return forecast.basis === 'learned' ? range : t('queue.forecast.estimate', { range })
}
