import type { TripView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

/** Who rides, by name as far as they have one. */
export function useWho(): (trip: TripView) => string {
  const { t } = useTranslation()
  return trip => trip.passengers.map(({ name }) => name ?? t('drive.somebody')).join(', ')
}
