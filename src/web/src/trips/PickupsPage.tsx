import { NativeSelect } from '@mantine/core'
import { IconCalendarWeek } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Nothing, RowsLoading } from '../dispatch/ListNotes'
import { StatusBar } from '../dispatch/StatusBar'
import { LeaveWhenSignedOut } from '../people/LeaveWhenSignedOut'
import { siteChoices, useSites } from '../people/sites'
import { Today } from '../people/Today'
import { Waiting, WaitingPart } from '../platform/Interlude'
import { useKeys } from '../platform/keys'
import { Failed } from '../platform/Loading'
import { useStand } from '../platform/live/useLive'
import { useUser } from '../platform/session'
import { focusList, type Row, VirtualList } from '../platform/VirtualList'
import type { SiteView, TripView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { QueueHeader } from '../queues/QueueHeader'
import { useOffice } from '../visits/office'
import { Cars } from './Cars'
import { DriverRow } from './DriverRow'
import { PickupKeys } from './PickupKeys'
import { inOrder, type Ranked, ranked, stillChosen } from './pickups'
import styles from './pickups.module.css'
import { useCandidates, useDrivers, useOpenOffers, useOpenTrips } from './reads'
import { TripKeys } from './TripKeys'
import { TripRow } from './TripRow'

/** Pick-ups that wait, the drivers there are, and the map: an operator gives the one to the other by one key. */
export function PickupsPage() {
  const user = useUser()
  return user?.permissions['trips.assign'] ? <Sites /> : <Today />
}

function Sites() {
  const { t } = useTranslation()
  const { site, day } = useSearch({ from: '/pickups' })
  const { data: sites, error, refetch } = useSites()
  const user = useUser()
  const choices = siteChoices(sites)
  const own = user?.roles.find(role => role.site_id != null)?.site_id ?? siteChoices(sites, 'base')[0]?.value
  const chosen = sites?.find(one => String(one.id) === String(site ?? own ?? choices[0]?.value))
  if (chosen) return <Pickups key={chosen.id} site={chosen} choices={choices} plan={day ? { day } : {}} />
  if (!sites && !error) return <Waiting />
  return <main className={styles.failed}>{error ? <Failed problem={error} onAgain={refetch} /> : <p>{t('admin.site_none')}</p>}</main>
}

interface TripLine extends Row {
  trip: TripView | null
  word: string
}

interface DriverLine extends Row {
  ranked: Ranked
}

interface PickupsProps {
  site: SiteView
  choices: { value: string; label: string }[]
  /** Where the plan of visits was left. */
  plan: { day?: string }
}

function Pickups({ site, choices, plan }: PickupsProps) {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/pickups' })
  const office = useOffice()
  const stand = useStand(office.standing)
  const trips = useOpenTrips(site.id)
  const drivers = useDrivers(site.id)
  const offers = useOpenOffers()
  const [tripId, setTrip] = useState<number | null>(null)
  const [driverId, setDriver] = useState<number | null>(null)
  const [help, setHelp] = useState(false)

  const { waiting, underWay } = useMemo(() => inOrder(trips.data ?? []), [trips.data])
  const ids = useMemo(() => [...waiting, ...underWay].map(one => one.id), [waiting, underWay])
  const place = useRef(-1)
  const chosenId = stillChosen(ids, tripId, place.current)
  useEffect(() => {
    place.current = chosenId === null ? -1 : ids.indexOf(chosenId)
  }, [chosenId, ids])
  // What the keys mean stays what they mean when another trip comes before it; whom they mean was chosen for the trip that was there.
  useEffect(() => {
    if (chosenId === tripId) return
    setTrip(chosenId)
    setDriver(null)
  }, [chosenId, tripId])
  const trip = trips.data?.find(one => one.id === chosenId)
  const candidates = useCandidates(chosenId)
  const order = useMemo(() => ranked(drivers.data ?? [], candidates.data ?? none), [drivers.data, candidates.data])
  // Until somebody chooses another, the best is the one that the key means.
  const best = chosenId !== null && candidates.isPending ? undefined : order[0]
  const driver = (driverId === null ? undefined : order.find(one => one.driver.user_id === driverId)) ?? best

  useKeys({
    p: () => focusList('pickups'),
    d: () => focusList('drivers'),
    '?': () => setHelp(true),
  })
  useEffect(() => {
    document.title = `${waiting.length > 0 ? `(${waiting.length}) ` : ''}${t('trip.title')} · ${t('app')}`
  }, [waiting.length, t])

  const tripRows = useMemo<TripLine[]>(() => {
    const line = (one: TripView): TripLine => ({ key: `trip-${one.id}`, id: one.id, height: 74, trip: one, word: '' })
    const heading = (name: string): TripLine => ({ key: name, id: null, height: 30, trip: null, word: name })
    return [
      ...(waiting.length > 0 ? [heading('waiting'), ...waiting.map(line)] : []),
      ...(underWay.length > 0 ? [heading('under_way'), ...underWay.map(line)] : []),
    ]
  }, [waiting, underWay])
  const driverRows = useMemo<DriverLine[]>(
    () => order.map(one => ({ key: `driver-${one.driver.user_id}`, id: one.driver.user_id, height: 74, ranked: one })),
    [order],
  )
  const open = offers.data
  const drawTrip = useCallback(
    ({ trip: one, word: heading }: TripLine) =>
      one ? (
        <TripRow trip={one} offers={(open ?? []).filter(each => each.trip_id === one.id)} zone={site.zone} />
      ) : (
        <p className={styles.heading}>{t(`trip.${heading}`)}</p>
      ),
    [open, t, site.zone],
  )
  const drawDriver = useCallback(({ ranked: one }: DriverLine) => <DriverRow {...one} zone={site.zone} />, [site.zone])
  const chooseTrip = useCallback((id: number) => {
    setTrip(id)
    setDriver(null)
  }, [])

  const error = trips.error ?? drivers.error
  const free = order.filter(one => one.driver.status === 'free').length
  return (
    <div className={styles.room}>
      <QueueHeader title={t('trip.title')} line={{ socket: office.socket, catchingUp: stand === 'behind' }} onHelp={() => setHelp(true)}>
        <NativeSelect
          size="xs"
          aria-label={t('admin.site')}
          value={String(site.id)}
          onChange={event => void navigate({ search: { site: event.currentTarget.value } })}
          data={choices}
        />
        <p className={styles.counts}>
          <span data-some={waiting.length > 0 ? '' : undefined}>{t('trip.waiting_count', { count: waiting.length })}</span>
          <span>{t('trip.free_count', { count: free, total: order.length })}</span>
        </p>
        <Link to="/visits" search={{ site: String(site.id), ...plan }} className={styles.link}>
          <IconCalendarWeek size={16} aria-hidden /> {t('visit.title')}
        </Link>
      </QueueHeader>
      {error && !(trips.data && drivers.data) ? (
        <main className={styles.failed}>
          <Failed problem={error} onAgain={() => Promise.all([trips.refetch(), drivers.refetch()])} />
        </main>
      ) : (
        <main className={styles.main}>
          <section className={styles.list} style={tall(tripRows)} aria-label={t('trip.trips')}>
            {!trips.data ? (
              <RowsLoading height={74} />
            ) : tripRows.length === 0 ? (
              <Nothing query="" onClear={() => {}} title={t('trip.nobody_waits')} help={t('trip.nobody_waits_help')} />
            ) : (
              <VirtualList
                name="pickups"
                label={t('trip.trips')}
                rows={tripRows}
                chosen={chosenId}
                onChoose={chooseTrip}
                onOpen={chooseTrip}
                render={drawTrip}
              />
            )}
          </section>
          <section className={styles.list} style={tall(driverRows)} aria-label={t('trip.drivers')}>
            {!drivers.data ? (
              <RowsLoading height={74} />
            ) : driverRows.length === 0 ? (
              <Nothing query="" onClear={() => {}} title={t('trip.no_drivers')} help={t('trip.no_drivers_help')} />
            ) : (
              <VirtualList
                name="drivers"
                label={t('trip.drivers')}
                rows={driverRows}
                chosen={driver?.driver.user_id ?? null}
                onChoose={setDriver}
                onOpen={setDriver}
                render={drawDriver}
              />
            )}
          </section>
          <TripKeys trip={trip} driver={driver} />
          <section className={styles.map} aria-label={t('map.title')}>
            {/* A map shows what there is when it opens. */}
            {trips.data && drivers.data ? (
              <Cars
                trips={trips.data}
                drivers={order}
                trip={driverId === null ? (chosenId ?? undefined) : undefined}
                driver={driverId ?? undefined}
                onTrip={chooseTrip}
                onDriver={setDriver}
              />
            ) : (
              <WaitingPart />
            )}
          </section>
        </main>
      )}
      <LeaveWhenSignedOut socket={office.socket} />
      <StatusBar />
      {help && <PickupKeys onClose={() => setHelp(false)} />}
    </div>
  )
}

const none: readonly never[] = []

/** How much room all rows take: on a phone a list is no longer than that. */
const tall = (rows: readonly Row[]) => ({ '--rows': `${rows.reduce((sum, row) => sum + row.height, 0)}px` }) as CSSProperties
