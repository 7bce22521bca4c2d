import { useQuery, useQueryClient } from '@tanstack/react-query'
import { answered, api } from '../platform/api'
import { useAll } from '../platform/pages'
import type { AppointmentView, ClientView, ServiceView } from '../platform/wire'
import { type Span, spanOf } from './planner/ruler'

/** Whose hours are changed tells no line: they are asked for again this seldom. */
const beat = 60_000

const iso = (time: number): string => new Date(time).toISOString()

/** The visits of a site that touch a stretch of time. */
export const useVisits = (site: number, { from, to }: Span) =>
  useAll<AppointmentView>(['visits', site, from, to], (after, signal) =>
    answered(
      api.GET('/api/appointments', { params: { query: { site_id: site, from: iso(from), to: iso(to), after, limit: 200 } }, signal }),
    ),
  )

/** When the therapists of a site work by their plans. */
export const useTherapists = (site: number, { from, to }: Span) =>
  useQuery({
    queryKey: ['therapists', site, from, to],
    queryFn: async ({ signal }) =>
      (
        await answered(
          api.GET('/api/therapists/availability', { params: { query: { site_id: site, from: iso(from), to: iso(to) } }, signal }),
        )
      ).items,
    staleTime: beat,
    refetchInterval: beat,
  })

export const visitKey = (id: number) => ['visit', id] as const

export const readVisit = (id: number, signal?: AbortSignal) =>
  answered(api.GET('/api/appointments/{id}', { params: { path: { id } }, ...(signal ? { signal } : {}) }))

/** Asks again for a visit that was changed, and for what shows it. */
export function useVisitAgain(id: number): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await Promise.all([visitKey(id), ['visits'], ['series']].map(queryKey => queries.invalidateQueries({ queryKey })))
    void queries.invalidateQueries({ queryKey: ['therapists'] })
  }
}

/** One visit with who refused it and what was used there. */
export const useVisit = (id: number) => useQuery({ queryKey: visitKey(id), queryFn: ({ signal }) => readVisit(id, signal) })

/** The rule by which a visit comes again. */
export const useSeries = (id: number | null) =>
  useQuery({
    queryKey: ['series', id],
    queryFn: ({ signal }) => answered(api.GET('/api/series/{id}', { params: { path: { id: id ?? 0 } }, signal })),
    enabled: id !== null,
  })

/** Which visits a series would have, before it is agreed on. */
export const useOccurrences = (series: { site_id: number; rule: string; first_start: string } | null) =>
  useQuery({
    queryKey: ['occurrences', series],
    queryFn: async ({ signal }) =>
      series === null
        ? []
        : (await answered(api.GET('/api/series/occurrences', { params: { query: series }, signal }))).items.map(one => one.occurrence),
    enabled: series !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** The visit that somebody is looked for: one that is made, or one that is being written. */
export interface Sought {
  site_id: number
  services: number[]
  starts_at: string
  ends_at?: string
  latitude: number
  longitude: number
  client_id?: number
  appointment_id?: number
}

/** A visit that is made, where it is or at another time. */
export const soughtOf = (visit: AppointmentView, at: Span = spanOf(visit)): Sought => ({
  site_id: visit.site_id,
  services: [...new Set(visit.services.map(one => one.service_id))],
  starts_at: iso(at.from),
  ends_at: iso(at.to),
  latitude: visit.latitude,
  longitude: visit.longitude,
  client_id: visit.client_id,
  appointment_id: visit.id,
})

/** Everybody who could come, the best first, with what speaks against each. */
export const useCandidates = (sought: Sought | null) =>
  useQuery({
    queryKey: ['candidates', sought],
    queryFn: async ({ signal }) =>
      sought === null ? [] : (await answered(api.GET('/api/appointments/candidates', { params: { query: sought }, signal }))).items,
    enabled: sought !== null,
    staleTime: 5_000,
  })

export const useServices = (site: number | undefined, active?: boolean) =>
  useAll<ServiceView>(['services', site ?? 'all', active ?? 'all'], (after, signal) =>
    answered(
      api.GET('/api/services', {
        params: {
          query: { ...(site === undefined ? {} : { site_id: site }), ...(active === undefined ? {} : { active }), after, limit: 200 },
        },
        signal,
      }),
    ),
  )

/** Clients by a part of their name, a whole telephone number or e-mail address: it goes in the body, where no log sees it. */
export const findClients = (text: string, site: number | undefined, signal: AbortSignal): Promise<ClientView[]> =>
  answered(
    api.POST('/api/clients/search', { body: { text, ...(site === undefined ? {} : { site_id: site }), active: true, limit: 20 }, signal }),
  ).then(page => page.items)
