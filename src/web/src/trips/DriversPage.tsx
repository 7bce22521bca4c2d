import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { siteChoices, siteName, useSites } from '../people/sites'
import { say } from '../platform/announce'
import { answered, api } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { PageFrame } from '../platform/PageFrame'
import { useAll } from '../platform/pages'
import { RecordForm } from '../platform/RecordForm'
import { Table } from '../platform/Table'
import type { CarView, DriverView, UserView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { DriverMark } from './marks'
import { useDrivers } from './reads'

interface Line {
  user: Pick<UserView, 'id' | 'full_name'>
  /** Null for somebody with the role of whom nothing was set up yet. */
  driver: DriverView | null
}

const valuesOf = (driver: DriverView | null) => ({
  site_id: driver?.site_id ?? null,
  vehicle_id: driver?.vehicle_id ?? null,
  seats: driver?.seats ?? 3,
  active: driver?.active ?? true,
})

/** Who drives for which site, in which car. */
export function DriversPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const sites = useSites().data
  const drivers = useDrivers(undefined, 30_000)
  const people = useAll<UserView>(['users', 'drivers'], (after, signal) =>
    answered(api.GET('/api/users', { params: { query: { role: 'driver', active: true, after, limit: 200 } }, signal })),
  )
  const cars = useAll<CarView>(['drivers', 'cars'], (after, signal) =>
    answered(api.GET('/api/drivers/cars', { params: { query: { after, limit: 200 } }, signal })),
  )
  const [chosen, setChosen] = useState<Line | null>(null)
  const close = () => setChosen(null)
  const lines = useMemo<Line[]>(() => {
    const known = new Map((drivers.data ?? []).map(driver => [driver.user_id, driver]))
    const listed = (people.data ?? []).map(user => ({ user, driver: known.get(user.id) ?? null }))
    const others = (drivers.data ?? [])
      .filter(driver => !people.data?.some(user => user.id === driver.user_id))
      .map(driver => ({ user: { id: driver.user_id, full_name: driver.name }, driver }))
    return [...listed, ...others].toSorted((a, b) => a.user.full_name.localeCompare(b.user.full_name) || a.user.id - b.user.id)
  }, [drivers.data, people.data])
  const vehicles = (driver: DriverView | null) => [
    ...(cars.data ?? []).map(car => ({
      value: String(car.id),
      label: [car.unit_number, car.site, car.driver_id !== driver?.user_id && car.driver_name].filter(Boolean).join(' · '),
    })),
    // Whoever drives an ambulance, or a car of elsewhere, may keep it.
    ...(driver?.vehicle_id && !cars.data?.some(car => car.id === driver.vehicle_id)
      ? [{ value: String(driver.vehicle_id), label: driver.unit_number ?? `#${driver.vehicle_id}` }]
      : []),
  ]
  return (
    <PageFrame tall title={t('admin.place.drivers')} lead={t('admin.about.drivers')}>
      <Table
        label={t('admin.place.drivers')}
        pages={{
          rows: lines,
          loading: drivers.isPending || people.isPending,
          problem: drivers.error ?? people.error,
          more: undefined,
          again: () => void Promise.all([drivers.refetch(), people.refetch()]),
        }}
        keyOf={line => line.user.id}
        empty={t('visit.setup.driver_none')}
        columns={[
          {
            head: t('account.name'),
            cell: line => (
              <Button className={filters.name} variant="transparent" size="compact-sm" onClick={() => setChosen(line)}>
                {line.user.full_name}
              </Button>
            ),
          },
          { head: t('admin.site'), cell: ({ driver }) => siteName(sites, driver?.site_id) },
          { head: t('visit.setup.vehicle'), cell: ({ driver }) => driver?.unit_number ?? '–' },
          { head: t('visit.setup.seats'), cell: ({ driver }) => driver?.seats ?? '–', number: true },
          {
            head: t('admin.state'),
            cell: ({ driver }) => (driver ? <DriverMark status={driver.status} /> : t('visit.setup.not_kept')),
          },
          {
            head: t('visit.setup.taken'),
            cell: ({ driver }) => (driver ? `${driver.accepted} / ${driver.offered}` : '–'),
            number: true,
          },
        ]}
      />
      {chosen && (
        <Dialog title={chosen.user.full_name} onClose={close}>
          <RecordForm
            fields={[
              { name: 'site_id', label: t('admin.site'), as: 'choice', id: true, required: true, choices: siteChoices(sites) },
              {
                name: 'vehicle_id',
                label: t('visit.setup.vehicle'),
                as: 'choice',
                id: true,
                choices: vehicles(chosen.driver),
              },
              { name: 'seats', label: t('visit.setup.seats'), as: 'number', required: true },
              { name: 'active', label: t('visit.setup.drives'), as: 'tick', help: t('visit.setup.drives_help') },
            ]}
            initial={valuesOf(chosen.driver)}
            word={t('account.save')}
            about={{ vehicle_taken: 'vehicle_id', unknown_vehicle: 'vehicle_id', unknown_trip_site: 'site_id' }}
            edit={{
              version: chosen.driver?.version ?? 0,
              again: async () => {
                const present = await answered(api.GET('/api/drivers/{id}', { params: { path: { id: chosen.user.id } } }))
                return { version: present.version, values: valuesOf(present) }
              },
            }}
            onCancel={close}
            onSend={async (_, version, whole) => {
              await answered(
                api.PUT('/api/drivers/{id}', {
                  params: { path: { id: chosen.user.id } },
                  body: whole as ReturnType<typeof valuesOf>,
                  headers: { 'If-Match': `"${version}"` },
                }),
              )
              await queries.invalidateQueries({ queryKey: ['drivers'] })
              say(t('admin.saved', { what: chosen.user.full_name }))
              close()
            }}
          />
        </Dialog>
      )}
    </PageFrame>
  )
}
