import { Alert, Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCircleCheck, IconCircleOff, IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { siteChoices, siteName, useSites } from '../people/sites'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { act, answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { Mark } from '../platform/Mark'
import { PageFrame } from '../platform/PageFrame'
import { usePages } from '../platform/pages'
import { problemOf } from '../platform/problem'
import { RecordForm } from '../platform/RecordForm'
import { Table } from '../platform/Table'
import type { ClientView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { blankClient, clientFields, clientValues } from './clientForm'

const readClient = (id: number) => answered(api.GET('/api/clients/{id}', { params: { path: { id } } }))

/** Who has the telephone, the address or the login already. */
interface Same {
  id: number
  field: string
}

/** Whom visits are for. A second record of one person is shown with the first, and made only with a reason. */
export function ClientsPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const sites = useSites().data
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed.trim(), 250)
  const [site, setSite] = useState('')
  const [active, setActive] = useState(true)
  const [chosen, setChosen] = useState<ClientView | 'new' | null>(null)
  const [same, setSame] = useState<Same | null>(null)
  const [retiring, setRetiring] = useState<ClientView | null>(null)
  const at = site === '' ? {} : { site_id: Number(site) }
  const pages = usePages<ClientView, number>(['clients', site, active, asked], (after, signal) =>
    answered(
      asked === ''
        ? api.GET('/api/clients', { params: { query: { ...at, active, after, limit: 200 } }, signal })
        : api.POST('/api/clients/search', {
            body: { text: asked, ...at, active, limit: 200, ...(after === undefined ? {} : { after }) },
            signal,
          }),
    ),
  )
  const open = (client: ClientView | 'new' | null) => {
    setSame(null)
    setChosen(client)
  }
  const saved = async (client: ClientView) => {
    await queries.invalidateQueries({ queryKey: ['clients'] })
    say(t('admin.saved', { what: client.name }))
    open(null)
  }
  /** Whom a refusal names is shown with the way there. */
  const noticing = async <T,>(doing: Promise<T>): Promise<T> => {
    setSame(null)
    try {
      return await doing
    } catch (failure) {
      const { code, facts } = problemOf(failure)
      if (code === 'client_exists' && typeof facts.client_id === 'number') setSame({ id: facts.client_id, field: String(facts.field) })
      throw failure
    }
  }
  return (
    <PageFrame
      tall
      title={t('admin.place.clients')}
      lead={t('admin.about.clients')}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('new')}>
          {t('visit.setup.new_client')}
        </Button>
      }
    >
      <search className={filters.filters}>
        <TextInput
          label={t('visit.setup.find_client')}
          type="search"
          autoComplete="off"
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('admin.site')}
          value={site}
          onChange={event => setSite(event.currentTarget.value)}
          data={[{ value: '', label: t('admin.any') }, ...siteChoices(sites)]}
        />
        <NativeSelect
          label={t('admin.state')}
          value={active ? 'active' : 'retired'}
          onChange={event => setActive(event.currentTarget.value === 'active')}
          data={[
            { value: 'active', label: t('visit.setup.is_client') },
            { value: 'retired', label: t('visit.setup.was_client') },
          ]}
        />
      </search>
      <Table
        label={t('admin.place.clients')}
        pages={pages}
        keyOf={client => client.id}
        empty={t('visit.setup.clients_none')}
        columns={[
          {
            head: t('account.name'),
            cell: client => (
              <Button className={filters.name} variant="transparent" size="compact-sm" onClick={() => open(client)}>
                {client.name}
              </Button>
            ),
          },
          { head: t('field.address'), cell: client => <bdi>{client.address}</bdi>, width: 'minmax(0, 2fr)' },
          { head: t('visit.setup.phone'), cell: client => <bdi>{client.phone}</bdi> },
          { head: t('admin.site'), cell: client => siteName(sites, client.site_id) },
          {
            head: t('admin.state'),
            cell: client =>
              client.active ? (
                <Mark icon={IconCircleCheck} word={t('visit.setup.is_client')} tone="free" />
              ) : (
                <Mark icon={IconCircleOff} word={t('visit.setup.was_client')} tone="aside" />
              ),
          },
          {
            head: t('admin.actions'),
            cell: client => (
              <Button size="compact-sm" variant="default" onClick={() => setRetiring(client)}>
                {t(client.active ? 'visit.setup.retire' : 'visit.setup.reinstate')}
              </Button>
            ),
          },
        ]}
      />
      {chosen !== null && (
        <Dialog
          key={chosen === 'new' ? 0 : chosen.id}
          title={chosen === 'new' ? t('visit.setup.new_client') : chosen.name}
          onClose={() => open(null)}
        >
          {same && (
            <Alert color="orange" variant="outline" role="alert" mb="sm">
              <p>{t(`visit.setup.same_${same.field}`, { defaultValue: t('visit.setup.same_phone') })}</p>
              <Button size="compact-sm" variant="default" onClick={() => void readClient(same.id).then(open)}>
                {t('visit.setup.open_other')}
              </Button>
            </Alert>
          )}
          {chosen === 'new' ? (
            <RecordForm
              fields={[
                { name: 'site_id', label: t('admin.site'), as: 'choice', id: true, required: true, choices: siteChoices(sites) },
                ...clientFields(t),
              ]}
              initial={{ site_id: site === '' ? null : Number(site), ...blankClient }}
              word={t('visit.setup.add_client')}
              about={{ client_exists: 'shared_reason', unknown_site: 'site_id' }}
              onCancel={() => open(null)}
              onSend={async ({ site_id, ...client }) =>
                saved(await noticing(answered(api.POST('/api/clients', { body: { site_id, client } as never, headers: pressed() }))))
              }
            />
          ) : (
            <RecordForm
              fields={clientFields(t)}
              initial={clientValues(chosen)}
              word={t('account.save')}
              about={{ client_exists: 'shared_reason' }}
              edit={{
                version: chosen.version,
                again: async () => {
                  const present = await readClient(chosen.id)
                  return { version: present.version, values: clientValues(present) }
                },
              }}
              onCancel={() => open(null)}
              onSend={async (patch, version) =>
                saved(
                  await noticing(
                    answered(
                      api.PATCH('/api/clients/{id}', {
                        params: { path: { id: chosen.id } },
                        body: patch as never,
                        headers: { 'If-Match': `"${version}"` },
                      }),
                    ),
                  ),
                )
              }
            />
          )}
        </Dialog>
      )}
      {retiring && (
        <AskDialog
          title={`${t(retiring.active ? 'visit.setup.retire' : 'visit.setup.reinstate')}: ${retiring.name}`}
          help={retiring.active ? t('visit.setup.retire_client_help') : undefined}
          word={t(retiring.active ? 'visit.setup.retire' : 'visit.setup.reinstate')}
          grave={retiring.active}
          onClose={() => setRetiring(null)}
          onSend={async () => {
            await act('clients', retiring.id, retiring.active ? 'retire' : 'reinstate', {})
            await queries.invalidateQueries({ queryKey: ['clients'] })
          }}
        />
      )}
    </PageFrame>
  )
}
