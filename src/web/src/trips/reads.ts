import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../platform/api'
import { useBeat } from '../platform/beat'
import { useAll } from '../platform/pages'
import type { DriverCandidateView, DriverView, OfferView, TripView } from '../platform/wire'

/** That somebody's hours begin or end by the clock tells no line: drivers are asked for again this seldom. */
const beat = 60_000

/** Trips of a site that are not over. */
export const useOpenTrips = (site: number) =>
  useAll<TripView>(['trips', site], (after, signal) =>
    answered(api.GET('/api/trips', { params: { query: { site_id: site, open: true, after, limit: 200 } }, signal })),
  )

export function useDrivers(site: number | undefined, every = beat) {
  const key = ['drivers', site ?? 'all']
  // Each move of a car is written into the list, and would put off what the list itself asks for.
  useBeat(key, every)
  return useAll<DriverView>(key, (after, signal) =>
    answered(
      api.GET('/api/drivers', {
        params: { query: { ...(site === undefined ? {} : { site_id: site }), after, limit: 200 } },
        signal,
      }),
    ),
  )
}

/** Cars move, and no line tells how far they are from whom is looked at. */
const looked = 15_000

/** What each driver would be for a trip: how far away, and whether they drive past. */
export const useCandidates = (trip: number | null) =>
  useQuery<readonly DriverCandidateView[]>({
    queryKey: ['candidates-of-trip', trip],
    queryFn: ({ signal }) => answered(api.GET('/api/trips/{id}/candidates', { params: { path: { id: trip ?? 0 } }, signal })),
    enabled: trip !== null,
    refetchInterval: looked,
  })

/** Offers that are open now, of all sites that this person reaches. */
export const useOpenOffers = () =>
  useAll<OfferView>(['offers'], (after, signal) => answered(api.GET('/api/offers', { params: { query: { after, limit: 200 } }, signal })))

/** What is about one visit. */
export const useTripsOf = (appointment: number) =>
  useAll<TripView>(['trips', 'of', appointment], (after, signal) =>
    answered(api.GET('/api/trips', { params: { query: { appointment_id: appointment, after, limit: 200 } }, signal })),
  )
