import { Button, NativeSelect } from '@mantine/core'
import { IconCircleCheck, IconCircleOff, IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { siteChoices, siteName, useSites } from '../people/sites'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { act, answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { Mark } from '../platform/Mark'
import { PageFrame } from '../platform/PageFrame'
import { type Field, RecordForm } from '../platform/RecordForm'
import { Table } from '../platform/Table'
import type { ServiceView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useServices } from './reads'

const fieldsOf = (t: TFunction): Field[] => [
  { name: 'name', label: t('account.name'), required: true },
  { name: 'minutes', label: t('visit.setup.minutes'), as: 'number', required: true },
  { name: 'price', label: t('visit.setup.price'), as: 'number' },
  { name: 'currency', label: t('visit.setup.currency'), help: t('visit.setup.currency_help') },
  { name: 'skills', label: t('visit.setup.skills'), as: 'tags', help: t('visit.setup.skills_help') },
  { name: 'proof_required', label: t('visit.setup.proof_required'), as: 'tick' },
]

const valuesOf = ({ name, minutes, price, currency, skills, proof_required }: ServiceView) => ({
  name,
  minutes,
  price,
  currency,
  skills,
  proof_required,
})

const blank = { name: null, minutes: 60, price: null, currency: null, skills: [] as string[], proof_required: false }

/** What is done at visits, for each site. */
export function ServicesPage() {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const sites = useSites().data
  const [site, setSite] = useState('')
  const { data, isPending, error, refetch } = useServices(site === '' ? undefined : Number(site))
  const [chosen, setChosen] = useState<ServiceView | 'new' | null>(null)
  const [retiring, setRetiring] = useState<ServiceView | null>(null)
  const close = () => setChosen(null)
  const saved = async (service: ServiceView) => {
    await queries.invalidateQueries({ queryKey: ['services'] })
    say(t('admin.saved', { what: service.name }))
    close()
  }
  const price = ({ price: of, currency }: ServiceView) =>
    of === null || currency === null ? '–' : new Intl.NumberFormat(i18n.language, { style: 'currency', currency }).format(Number(of))
  return (
    <PageFrame
      tall
      title={t('admin.place.services')}
      lead={t('admin.about.services')}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setChosen('new')}>
          {t('visit.setup.new_service')}
        </Button>
      }
    >
      <div className={filters.filters}>
        <NativeSelect
          label={t('admin.site')}
          value={site}
          onChange={event => setSite(event.currentTarget.value)}
          data={[{ value: '', label: t('admin.any') }, ...siteChoices(sites)]}
        />
      </div>
      <Table
        label={t('admin.place.services')}
        pages={{ rows: data ?? [], loading: isPending, problem: error, more: undefined, again: () => void refetch() }}
        keyOf={service => service.id}
        empty={t('visit.setup.services_none')}
        columns={[
          {
            head: t('account.name'),
            cell: service => (
              <Button className={filters.name} variant="transparent" size="compact-sm" onClick={() => setChosen(service)}>
                {service.name}
              </Button>
            ),
          },
          { head: t('admin.site'), cell: service => siteName(sites, service.site_id) },
          { head: t('visit.setup.minutes'), cell: service => service.minutes, number: true },
          { head: t('visit.setup.price'), cell: price, number: true },
          { head: t('visit.setup.skills'), cell: service => service.skills.join(', ') },
          {
            head: t('admin.state'),
            cell: service =>
              service.active ? (
                <Mark icon={IconCircleCheck} word={t('visit.setup.offered')} tone="free" />
              ) : (
                <Mark icon={IconCircleOff} word={t('visit.setup.retired')} tone="aside" />
              ),
          },
          {
            head: t('admin.actions'),
            cell: service => (
              <Button size="compact-sm" variant="default" onClick={() => setRetiring(service)}>
                {t(service.active ? 'visit.setup.retire' : 'visit.setup.reinstate')}
              </Button>
            ),
          },
        ]}
      />
      {chosen === 'new' && (
        <Dialog title={t('visit.setup.new_service')} onClose={close}>
          <RecordForm
            fields={[
              { name: 'site_id', label: t('admin.site'), as: 'choice', id: true, required: true, choices: siteChoices(sites) },
              ...fieldsOf(t),
            ]}
            initial={{ site_id: site === '' ? null : Number(site), ...blank }}
            word={t('visit.setup.add_service')}
            about={{ service_exists: 'name', unknown_site: 'site_id' }}
            onCancel={close}
            onSend={async ({ site_id, ...service }) =>
              saved(await answered(api.POST('/api/services', { body: { site_id, service } as never, headers: pressed() })))
            }
          />
        </Dialog>
      )}
      {chosen !== null && chosen !== 'new' && (
        <Dialog title={chosen.name} onClose={close}>
          <RecordForm
            fields={fieldsOf(t)}
            initial={valuesOf(chosen)}
            word={t('account.save')}
            about={{ service_exists: 'name' }}
            edit={{
              version: chosen.version,
              again: async () => {
                const present = await answered(api.GET('/api/services/{id}', { params: { path: { id: chosen.id } } }))
                return { version: present.version, values: valuesOf(present) }
              },
            }}
            onCancel={close}
            onSend={async (patch, version) =>
              saved(
                await answered(
                  api.PATCH('/api/services/{id}', {
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
      {retiring && (
        <AskDialog
          title={`${t(retiring.active ? 'visit.setup.retire' : 'visit.setup.reinstate')}: ${retiring.name}`}
          help={retiring.active ? t('visit.setup.retire_service_help') : undefined}
          word={t(retiring.active ? 'visit.setup.retire' : 'visit.setup.reinstate')}
          grave={retiring.active}
          onClose={() => setRetiring(null)}
          onSend={async () => {
            await act('services', retiring.id, retiring.active ? 'retire' : 'reinstate', {})
            await queries.invalidateQueries({ queryKey: ['services'] })
          }}
        />
      )}
    </PageFrame>
  )
}
