import type { StopView, TripEnd } from '../platform/wire'
import type { useTranslation } from '../platform/words/useTranslation'

type Say = ReturnType<typeof useTranslation>['t']

/** A place as its driver reads it: the address that somebody wrote, else what it is. */
export const placeOf = (t: Say, place: Pick<TripEnd | StopView, 'address' | 'word'>): string =>
  place.address ?? (place.word ? t(`drive.place.${place.word}`) : '')
