import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useSites } from '../people/sites'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { act, answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { PageFrame, Part } from '../platform/PageFrame'
import { RecordForm } from '../platform/RecordForm'
import { fromTyped, timeOfDay, zone } from '../platform/time'
import type { UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { DeviceTokens } from './DeviceTokens'
import { StatusMark } from './StatusMark'
import { vehicleAbout, vehicleFields, vehicleValues } from './vehicleForm'

const read = (id: number, signal?: AbortSignal) =>
  answered(api.GET('/api/units/{id}', { params: { path: { id } }, ...(signal ? { signal } : {}) }))

/** One vehicle: what it is, what it is doing, its trackers, and the end of its service. */
export function VehiclePage() {
  const { t } = useTranslation()
  const id = Number(useParams({ from: '/office/admin/vehicles/$id' }).id)
  const { data: unit, error, refetch } = useQuery({ queryKey: ['units', id], queryFn: ({ signal }) => read(id, signal) })
  return (
    <PageFrame
      title={unit ? t('unit.title', { unit: unit.unit_number }) : t('admin.place.vehicles')}
      lead={<Link to="/admin/vehicles">{t('admin.vehicle.back')}</Link>}
    >
      {unit ? <One key={unit.id} unit={unit} /> : error ? <Failed problem={error} onAgain={refetch} /> : <Loading />}
    </PageFrame>
  )
}

function One({ unit }: { unit: UnitView }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const sites = useSites().data
  const { id, version } = unit
  const take = (view: UnitView) => {
    queries.setQueryData(['units', id], view)
    void queries.invalidateQueries({ queryKey: ['units', 'fleet'] })
  }
  const time = (at: string) => timeOfDay(at, i18n.language, now())
  return (
    <>
      <Part title={t('admin.vehicle.standing')} actions={<Standing unit={unit} onChange={take} />}>
        <p className={filters.row}>
          {unit.retired_at ? t('admin.vehicle.retired_at', { time: time(unit.retired_at) }) : <StatusMark status={unit.status} />}
          {unit.hold && (
            <span>
              {t(`hold.${unit.hold.reason}`, { defaultValue: unit.hold.reason })}{' '}
              {unit.hold.until && t('unit.until', { time: time(unit.hold.until) })}
            </span>
          )}
          <span className={filters.soft}>
            {unit.crew.length === 0 ? t('unit.no_crew') : unit.crew.map(member => member.name).join(', ')}
          </span>
        </p>
      </Part>
      {unit.actions.includes('edit') && sites && (
        <Part title={t('admin.vehicle.details')}>
          <RecordForm
            key={id}
            fields={vehicleFields(t, sites)}
            initial={vehicleValues(unit)}
            word={t('account.save')}
            about={vehicleAbout}
            edit={{
              version,
              again: async () => {
                const present = await read(id)
                return { version: present.version, values: vehicleValues(present) }
              },
            }}
            onSend={async (patch, against) => {
              take(
                await answered(
                  api.PATCH('/api/units/{id}', { params: { path: { id } }, body: patch as never, headers: { 'If-Match': `"${against}"` } }),
                ),
              )
              say(t('admin.saved', { what: unit.unit_number }))
            }}
          />
        </Part>
      )}
      {!unit.retired_at && <DeviceTokens unitId={id} />}
    </>
  )
}

const holds = ['cleaning', 'restock', 'refuel', 'meal', 'end_of_shift', 'maintenance', 'out_of_service', 'other'] as const

/** Holding, releasing and retiring, as the server offers them. */
function Standing({ unit, onChange }: { unit: UnitView; onChange: (view: UnitView) => void }) {
  const { t, i18n } = useTranslation()
  const [asking, setAsking] = useState<'hold' | 'release' | 'retire' | null>(null)
  const close = () => setAsking(null)
  const { id, unit_number: name, actions } = unit
  const take = async (action: string, body: object) => {
    onChange(await act<UnitView>('units', id, action, body))
    say(t('action.done', { action: t(`action.${action}`, { defaultValue: t('admin.vehicle.retire') }), thing: name }))
    close()
  }
  return (
    <>
      {actions.includes('hold') && (
        <Button variant="default" onClick={() => setAsking('hold')}>
          {t('action.hold')}
        </Button>
      )}
      {actions.includes('release') && (
        <Button variant="default" onClick={() => setAsking('release')}>
          {t('action.release')}
        </Button>
      )}
      {actions.includes('retire') && (
        <Button variant="default" c="var(--critical)" onClick={() => setAsking('retire')}>
          {t('admin.vehicle.retire')}
        </Button>
      )}
      {asking === 'hold' && (
        <Dialog title={`${t('action.hold')}: ${name}`} onClose={close}>
          <RecordForm
            fields={[
              {
                name: 'reason',
                label: t('field.reason'),
                as: 'choice',
                required: true,
                choices: holds.map(reason => ({ value: reason, label: t(`hold.${reason}`) })),
              },
              { name: 'until', label: t('field.until'), as: 'moment', help: t('field.zone', { zone: zone(i18n.language, now()) }) },
            ]}
            initial={{ reason: null, until: null }}
            word={t('action.hold')}
            about={{ unit_held: 'reason' }}
            onCancel={close}
            onSend={values => take('hold', { ...values, until: typeof values.until === 'string' ? fromTyped(values.until) : null })}
          />
        </Dialog>
      )}
      {asking === 'release' && (
        <AskDialog
          title={`${t('action.release')}: ${name}`}
          help={t('admin.vehicle.release_ask', { name })}
          word={t('action.release')}
          onClose={close}
          onSend={() => take('release', {})}
        />
      )}
      {asking === 'retire' && (
        <AskDialog
          title={`${t('admin.vehicle.retire')}: ${name}`}
          help={t('admin.vehicle.retire_ask', { name })}
          word={t('admin.vehicle.retire')}
          grave
          onClose={close}
          onSend={() => take('retire', {})}
        />
      )}
    </>
  )
}
