import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useSites } from '../people/sites'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { PageFrame } from '../platform/PageFrame'
import { usePages } from '../platform/pages'
import { RecordForm } from '../platform/RecordForm'
import { Table } from '../platform/Table'
import type { UnitView, Vehicle } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { StatusMark } from './StatusMark'
import { newVehicle, vehicleAbout, vehicleFields } from './vehicleForm'

/** The fleet: every vehicle with what it is, where it belongs and what it is doing. */
export function VehiclesPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const sites = useSites().data
  const [typed, setTyped] = useState('')
  const [retired, setRetired] = useState(false)
  const [adding, setAdding] = useState(false)
  const pages = usePages<UnitView, number>(['units', 'fleet', retired], (after, signal) =>
    answered(api.GET('/api/units', { params: { query: { retired, after, limit: 200 } }, signal })),
  )
  const wanted = typed.trim().toLowerCase()
  const found = useMemo(
    () =>
      wanted === ''
        ? pages.rows
        : pages.rows.filter(unit =>
            `${unit.unit_number} ${unit.home.name ?? ''} ${unit.equipment.join(' ')}`.toLowerCase().includes(wanted),
          ),
    [pages.rows, wanted],
  )
  return (
    <PageFrame
      tall
      title={t('admin.place.vehicles')}
      lead={t('admin.about.vehicles')}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t('admin.vehicle.new')}
        </Button>
      }
    >
      <search className={filters.filters}>
        <TextInput label={t('admin.find')} type="search" value={typed} onChange={event => setTyped(event.currentTarget.value)} />
        <NativeSelect
          label={t('admin.state')}
          value={retired ? 'retired' : 'fleet'}
          onChange={event => setRetired(event.currentTarget.value === 'retired')}
          data={[
            { value: 'fleet', label: t('admin.vehicle.in_fleet') },
            { value: 'retired', label: t('admin.vehicle.retired') },
          ]}
        />
      </search>
      <Table
        label={t('admin.place.vehicles')}
        pages={{ ...pages, rows: found }}
        keyOf={unit => unit.id}
        empty={t('admin.vehicle.none')}
        columns={[
          {
            head: t('admin.vehicle.number'),
            cell: unit => (
              <Link to="/admin/vehicles/$id" params={{ id: String(unit.id) }}>
                {unit.unit_number}
              </Link>
            ),
          },
          { head: t('admin.kind'), cell: unit => t(`unit_kind.${unit.kind}`) },
          { head: t('admin.vehicle.level'), cell: unit => t(`level.${unit.level}`) },
          { head: t('unit.home'), cell: unit => unit.home.name, width: 'minmax(0, 1.5fr)' },
          { head: t('admin.state'), cell: unit => (unit.retired_at ? t('admin.vehicle.retired') : <StatusMark status={unit.status} />) },
          { head: t('unit.crew'), cell: unit => unit.crew.map(member => member.name).join(', '), width: 'minmax(0, 1.5fr)' },
        ]}
      />
      {adding && (
        <Dialog title={t('admin.vehicle.new')} onClose={() => setAdding(false)}>
          <RecordForm
            fields={vehicleFields(t, sites)}
            initial={newVehicle}
            word={t('admin.vehicle.add')}
            about={vehicleAbout}
            onCancel={() => setAdding(false)}
            onSend={async values => {
              const unit = await answered(api.POST('/api/units', { body: values as unknown as Vehicle, headers: pressed() }))
              await queries.invalidateQueries({ queryKey: ['units'] })
              say(t('admin.vehicle.added', { unit: unit.unit_number }))
              await navigate({ to: '/admin/vehicles/$id', params: { id: String(unit.id) } })
            }}
          />
        </Dialog>
      )}
    </PageFrame>
  )
}
