import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { LiveSocket, type Message } from '../platform/live/socket'
import { Standing } from '../platform/live/standing'
import { useOpen } from '../platform/live/useLive'
import type { AppointmentView, DriverView, OfferView, TripView } from '../platform/wire'

interface Place {
  driver_id: number
  latitude: number
  longitude: number
  at: string
}

/** No driver has it, or somebody is still to be driven. */
const open: ReadonlySet<string> = new Set(['REQUESTED', 'OFFERED', 'ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD'])

const lists: readonly QueryKey[] = [['visits'], ['visit'], ['series'], ['trips'], ['drivers'], ['candidates-of-trip'], ['offers']]

/**
 * What the operators' screens have asked for, kept as it is by `/ws/operators/`. A list that is just being asked for is asked for again: what is
 * answered then may be older than the news.
 */
export class Office {
  readonly standing = new Standing()

  constructor(private readonly queries: QueryClient) {}

  receive = ({ type, event, data }: Message): void => {
    switch (type) {
      case 'initial_data':
        this.begin()
        break
      case 'gap':
        this.standing.gap()
        break
      case 'appointment_updated_confirmed':
        this.visit(data as AppointmentView)
        break
      case 'pickup_requested':
      case 'driver_assigned_pickup':
      case 'trip_update':
        this.trip(data as TripView)
        break
      case 'offer':
        this.offer(data as OfferView)
        break
      case 'driver_update':
        if (event === 'LOCATION_UPDATE') this.place(data as Place)
        else this.driver(data as DriverView)
        break
    }
  }

  /** Which days are looked at the server does not know: what a snapshot tells is that all of it is to be asked for. */
  private begin() {
    this.standing.snapshot()
    for (const queryKey of lists) void this.queries.invalidateQueries({ queryKey })
  }

  private visit(visit: AppointmentView) {
    this.change<AppointmentView>(['visits'], ([, site, from, to], all) =>
      site === visit.site_id && Date.parse(visit.ends_at) > Number(from) && Date.parse(visit.starts_at) < Number(to)
        ? put(all, visit, one => one.id)
        : all.filter(one => one.id !== visit.id),
    )
    // Who refused it and what was used there stand beside it.
    void this.queries.invalidateQueries({ queryKey: ['visit', visit.id] })
  }

  private trip(trip: TripView) {
    this.change<TripView>(['trips'], ([, site, appointment], all) => {
      const shown = site === 'of' ? appointment === trip.appointment_id : site === trip.site_id && open.has(trip.state)
      return shown ? put(all, trip, one => one.id) : all.filter(one => one.id !== trip.id)
    })
  }

  private offer(offer: OfferView) {
    this.change<OfferView>(['offers'], (_, all) =>
      offer.state === 'OPEN' || offer.state === 'HELD' ? put(all, offer, one => one.id) : all.filter(one => one.id !== offer.id),
    )
  }

  private driver(driver: DriverView) {
    this.change<DriverView>(['drivers'], ([, site], all) =>
      site === 'all' || site === driver.site_id ? put(all, driver, one => one.user_id, false) : all,
    )
  }

  private place({ driver_id, latitude, longitude, at }: Place) {
    const drivers = { queryKey: ['drivers'] }
    for (const [queryKey, all] of this.queries.getQueriesData<DriverView[]>(drivers)) {
      if (!all?.some(one => one.user_id === driver_id)) continue
      const moved = all.map(one =>
        one.user_id === driver_id ? { ...one, latitude, longitude, position_from: 'fix', position_at: at, stale: false } : one,
      )
      this.queries.setQueryData(queryKey, moved)
    }
  }

  private change<T>(key: QueryKey, after: (key: QueryKey, all: readonly T[]) => readonly T[]) {
    for (const [queryKey, all] of this.queries.getQueriesData<readonly T[]>({ queryKey: key })) {
      if (all) this.queries.setQueryData(queryKey, after(queryKey, all))
    }
    if (this.queries.isFetching({ queryKey: key }) > 0) void this.queries.invalidateQueries({ queryKey: key })
  }
}

/** A newer one in the place of the one that is there, or behind the others. */
function put<T extends { version: number }>(all: readonly T[], thing: T, id: (thing: T) => number, versioned = true): readonly T[] {
  const known = all.find(one => id(one) === id(thing))
  if (!known) return [...all, thing]
  return versioned && known.version > thing.version ? all : all.map(one => (one === known ? thing : one))
}

/** The line of an operators' page, for as long as it is open. */
export function useOffice(): { socket: LiveSocket; standing: Standing } {
  const queries = useQueryClient()
  const [office] = useState(() => {
    const office = new Office(queries)
    return { socket: new LiveSocket('/ws/operators/', office.receive), standing: office.standing }
  })
  useOpen(office.socket)
  return office
}
