import { Button, Group } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { now } from '../platform/clock'
import { Dialog } from '../platform/Dialog'
import { type Field, RecordForm } from '../platform/RecordForm'
import type { ShiftView, SiteView, UnitView, UserView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { moment, wall } from '../platform/zones'
import type { Planned } from './ShiftsPage'

interface Props {
  planned: Planned
  site: SiteView
  people: readonly UserView[]
  units: readonly UnitView[]
  nameOf: (userId: number) => string
  onClose: () => void
}

/** Plans duty, or changes, ends or cancels one that was planned. Times are by the clock of the site. */
export function ShiftDialog({ planned, site, people, units, nameOf, onClose }: Props) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const done = async (word: string) => {
    await queries.invalidateQueries({ queryKey: ['shifts'] })
    say(word)
    onClose()
  }
  const fields = fieldsOf(t, site, people, units, 'day' in planned)
  if ('day' in planned)
    return (
      <Dialog title={t('admin.shift.plan')} onClose={onClose}>
        <RecordForm
          fields={fields}
          initial={{ user_id: planned.userId, from: `${planned.day}T07:00`, to: `${planned.day}T19:00`, vehicle_id: null }}
          word={t('admin.shift.plan')}
          about={{ shift_overlap: 'from', unknown_user: 'user_id' }}
          onCancel={onClose}
          onSend={async values => {
            const body = { ...timed(values, site.zone), site_id: site.id }
            await answered(api.POST('/api/shifts', { body: body as never, headers: pressed() }))
            await done(t('admin.shift.planned', { name: nameOf(Number(values.user_id)) }))
          }}
        />
      </Dialog>
    )
  return <Edit shift={planned.shift} site={site} fields={fields} name={nameOf(planned.shift.user_id)} onDone={done} onClose={onClose} />
}

interface EditProps {
  shift: ShiftView
  site: SiteView
  fields: readonly Field[]
  name: string
  onDone: (word: string) => Promise<void>
  onClose: () => void
}

function Edit({ shift, site, fields, name, onDone, onClose }: EditProps) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { id } = shift
  const begun = Date.parse(shift.from) <= now()
  const over = shift.to !== null && Date.parse(shift.to) <= now()
  const word = t(begun ? 'admin.shift.end_now' : 'admin.shift.cancel')
  const valuesOf = (one: ShiftView) => ({
    from: wall(one.from, site.zone),
    to: one.to && wall(one.to, site.zone),
    vehicle_id: one.vehicle_id,
  })
  const patch = async (body: object, version: number | undefined) => {
    await answered(
      api.PATCH('/api/shifts/{id}', { params: { path: { id } }, body: body as never, headers: { 'If-Match': `"${version}"` } }),
    )
  }
  return (
    <Dialog title={t('admin.shift.of', { name })} onClose={onClose}>
      <RecordForm
        fields={fields}
        initial={valuesOf(shift)}
        word={t('account.save')}
        about={{ shift_overlap: 'from' }}
        edit={{
          version: shift.version,
          again: async () => {
            const present = await answered(api.GET('/api/shifts/{id}', { params: { path: { id } } }))
            return { version: present.version, values: valuesOf(present) }
          },
        }}
        onCancel={onClose}
        onSend={async (values, version) => {
          await patch(timed(values, site.zone), version)
          await onDone(t('admin.saved', { what: name }))
        }}
      />
      {!over && (
        <Group mt="md">
          <Button variant="default" c="var(--critical)" onClick={() => setAsking(true)}>
            {word}
          </Button>
        </Group>
      )}
      {asking && (
        <AskDialog
          title={word}
          help={t(begun ? 'admin.shift.end_ask' : 'admin.shift.cancel_ask', { name })}
          word={word}
          grave
          onClose={() => setAsking(false)}
          onSend={async () => {
            if (begun) await patch({ to: new Date(now()).toISOString() }, shift.version)
            else await answered(api.DELETE('/api/shifts/{id}', { params: { path: { id } }, headers: pressed() }))
            await onDone(t('action.done', { action: word, thing: name }))
          }}
        />
      )}
    </Dialog>
  )
}

function fieldsOf(t: TFunction, site: SiteView, people: readonly UserView[], units: readonly UnitView[], isNew: boolean): Field[] {
  const names = people
    .filter(one => one.active)
    .toSorted((a, b) => a.full_name.localeCompare(b.full_name))
    .map(one => ({ value: String(one.id), label: one.full_name }))
  const help = t('field.zone', { zone: site.zone })
  return [
    ...(isNew
      ? [{ name: 'user_id', label: t('admin.shift.person'), as: 'choice' as const, id: true, required: true, choices: names }]
      : []),
    { name: 'from', label: t('admin.shift.from'), as: 'moment', required: true, help },
    { name: 'to', label: t('admin.shift.to'), as: 'moment', help: t('admin.shift.to_help') },
    {
      name: 'vehicle_id',
      label: t('admin.shift.vehicle'),
      as: 'choice',
      id: true,
      choices: units.map(unit => ({ value: String(unit.id), label: unit.unit_number })),
    },
  ]
}

/** The wire's moments for the wall clock's times. */
function timed(values: Readonly<Record<string, unknown>>, zone: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      (name === 'from' || name === 'to') && typeof value === 'string' ? moment(value, zone) : value,
    ]),
  )
}
