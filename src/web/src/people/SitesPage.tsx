import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconCircleCheck, IconCircleOff, IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { Mark } from '../platform/Mark'
import { PageFrame } from '../platform/PageFrame'
import { type Field, RecordForm } from '../platform/RecordForm'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import { Table } from '../platform/Table'
import type { SiteFacts, SiteView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { knownZones, ownZone } from '../platform/zones'
import { sitesKey, useSites } from './sites'

const kinds: readonly SiteView['kind'][] = ['station', 'base', 'hospital', 'clinic']

const fieldsOf = (t: TFunction, isNew: boolean): Field[] => [
  { name: 'name', label: t('account.name'), required: true },
  {
    name: 'kind',
    label: t('admin.kind'),
    as: 'choice',
    required: true,
    choices: kinds.map(kind => ({ value: kind, label: t(`admin.site_kind.${kind}`) })),
  },
  { name: 'address', label: t('field.address'), as: 'text' },
  { name: 'latitude', label: t('admin.latitude'), as: 'number' },
  { name: 'longitude', label: t('admin.longitude'), as: 'number' },
  { name: 'zone', label: t('admin.zone'), as: 'choice', required: true, choices: knownZones().map(zone => ({ value: zone, label: zone })) },
  ...(isNew ? [] : [{ name: 'active', label: t('admin.site_open'), as: 'tick' as const, help: t('admin.site_open_help') }]),
]

const valuesOf = ({ name, kind, address, latitude, longitude, zone, active }: SiteView) => ({
  name,
  kind,
  address,
  latitude,
  longitude,
  zone,
  active,
})

const blank = () => ({ name: null, kind: 'station', address: null, latitude: null, longitude: null, zone: ownZone() })

/** Stations, bases, hospitals and clinics: where vehicles, shifts and roles belong. */
export function SitesPage() {
  const { t } = useTranslation()
  const user = useUser()
  const queries = useQueryClient()
  const { data, isPending, error, refetch } = useSites()
  const [typed, setTyped] = useState('')
  const [kind, setKind] = useState('')
  const [chosen, setChosen] = useState<SiteView | 'new' | null>(null)
  const close = () => setChosen(null)
  const rows = (data ?? []).filter(
    site => (kind === '' || site.kind === kind) && `${site.name} ${site.address ?? ''}`.toLowerCase().includes(typed.trim().toLowerCase()),
  )
  const saved = async (site: SiteView) => {
    await queries.invalidateQueries({ queryKey: sitesKey })
    say(t('admin.saved', { what: site.name }))
    close()
  }
  return (
    <PageFrame
      tall
      title={t('admin.place.sites')}
      lead={t('admin.about.sites')}
      actions={
        // Who administers some sites only does not make further ones.
        may(user, 'sites.manage', true) && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setChosen('new')}>
            {t('admin.site_new')}
          </Button>
        )
      }
    >
      <search className={filters.filters}>
        <TextInput label={t('admin.find')} type="search" value={typed} onChange={event => setTyped(event.currentTarget.value)} />
        <NativeSelect
          label={t('admin.kind')}
          value={kind}
          onChange={event => setKind(event.currentTarget.value)}
          data={[{ value: '', label: t('admin.any') }, ...kinds.map(each => ({ value: each, label: t(`admin.site_kind.${each}`) }))]}
        />
      </search>
      <Table
        label={t('admin.place.sites')}
        pages={{ rows, loading: isPending, problem: error, more: undefined, again: () => void refetch() }}
        keyOf={site => site.id}
        empty={t('admin.site_none')}
        columns={[
          {
            head: t('account.name'),
            cell: site => (
              <Button className={filters.name} variant="transparent" size="compact-sm" onClick={() => setChosen(site)}>
                {site.name}
              </Button>
            ),
          },
          { head: t('admin.kind'), cell: site => t(`admin.site_kind.${site.kind}`) },
          { head: t('field.address'), cell: site => site.address, width: 'minmax(0, 2fr)' },
          { head: t('admin.zone'), cell: site => <bdi>{site.zone}</bdi> },
          {
            head: t('admin.state'),
            cell: site =>
              site.active ? (
                <Mark icon={IconCircleCheck} word={t('admin.site_is_open')} tone="free" />
              ) : (
                <Mark icon={IconCircleOff} word={t('admin.site_is_closed')} tone="aside" />
              ),
          },
        ]}
      />
      {chosen === 'new' && (
        <Dialog title={t('admin.site_new')} onClose={close}>
          <RecordForm
            fields={fieldsOf(t, true)}
            initial={blank()}
            word={t('admin.site_make')}
            about={{ site_name_taken: 'name' }}
            onCancel={close}
            onSend={async values =>
              saved(await answered(api.POST('/api/sites', { body: values as unknown as SiteFacts, headers: pressed() })))
            }
          />
        </Dialog>
      )}
      {chosen !== null && chosen !== 'new' && (
        <Dialog title={chosen.name} onClose={close}>
          <RecordForm
            fields={fieldsOf(t, false)}
            initial={valuesOf(chosen)}
            word={t('account.save')}
            about={{ site_name_taken: 'name' }}
            edit={{
              version: chosen.version,
              again: async () => {
                const now = await answered(api.GET('/api/sites/{id}', { params: { path: { id: chosen.id } } }))
                return { version: now.version, values: valuesOf(now) }
              },
            }}
            onCancel={close}
            onSend={async (patch, version) =>
              saved(
                await answered(
                  api.PATCH('/api/sites/{id}', {
                    params: { path: { id: chosen.id } },
                    body: patch as never,
                    headers: { 'If-Match': `"${version}"` },
                  }),
                ),
              )
            }
          />
        </Dialog>
      )}
    </PageFrame>
  )
}
