import { Button } from '@mantine/core'
import { IconBan, IconCircleCheck, IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { siteChoices, useSites } from '../people/sites'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { Mark } from '../platform/Mark'
import { PageFrame } from '../platform/PageFrame'
import { usePages } from '../platform/pages'
import { type Field, RecordForm } from '../platform/RecordForm'
import { Table } from '../platform/Table'
import type { HospitalView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

/** The emergency departments that crews may go to. Beds and load are the hospital's own word. */
export function HospitalsPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const sites = useSites().data
  const [chosen, setChosen] = useState<HospitalView | 'new' | null>(null)
  const close = () => setChosen(null)
  const pages = usePages<HospitalView, number>(['hospitals', 'office'], (after, signal) =>
    answered(api.GET('/api/hospitals', { params: { query: { after, limit: 200 } }, signal })),
  )
  const known: Field[] = [
    { name: 'phone', label: t('account.phone'), as: 'tel' },
    { name: 'specialties', label: t('admin.hospital.specialties'), as: 'tags', help: t('admin.hospital.specialties_help') },
  ]
  // A site is one hospital, once.
  const free = siteChoices(sites, 'hospital').filter(site => !pages.rows.some(hospital => String(hospital.site_id) === site.value))
  const saved = async (hospital: HospitalView) => {
    await queries.invalidateQueries({ queryKey: ['hospitals'] })
    say(t('admin.saved', { what: hospital.name }))
    close()
  }
  return (
    <PageFrame
      tall
      title={t('admin.place.hospitals')}
      lead={t('admin.about.hospitals')}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setChosen('new')}>
          {t('admin.hospital.new')}
        </Button>
      }
    >
      <Table
        label={t('admin.place.hospitals')}
        pages={pages}
        keyOf={hospital => hospital.id}
        empty={t('hospital.none')}
        columns={[
          {
            head: t('account.name'),
            cell: one =>
              one.actions.includes('edit') ? (
                <Button className={filters.name} variant="transparent" size="compact-sm" onClick={() => setChosen(one)}>
                  {one.name}
                </Button>
              ) : (
                one.name
              ),
            width: 'minmax(0, 1.5fr)',
          },
          { head: t('account.phone'), cell: one => one.phone && <bdi>{one.phone}</bdi> },
          {
            head: t('admin.hospital.specialties'),
            cell: one => one.specialties.map(word => t(`type.${word}`, { defaultValue: word })).join(', '),
            width: 'minmax(0, 2fr)',
          },
          {
            head: t('admin.hospital.beds'),
            cell: one => t('admin.hospital.of', { free: one.available_beds, all: one.total_beds }),
            number: true,
          },
          {
            head: t('admin.state'),
            cell: one =>
              one.on_diversion ? (
                <Mark icon={IconBan} word={t('hospital.on_diversion')} tone="high" />
              ) : (
                <Mark icon={IconCircleCheck} word={t(`hospital.load_${one.load}`)} tone="plain" />
              ),
          },
        ]}
      />
      {chosen === 'new' && (
        <Dialog title={t('admin.hospital.new')} onClose={close}>
          <RecordForm
            fields={[
              {
                name: 'site_id',
                label: t('admin.site'),
                as: 'choice',
                id: true,
                required: true,
                choices: free,
                help: t('admin.hospital.site_help'),
              },
              ...known,
              { name: 'total_beds', label: t('admin.hospital.total_beds'), as: 'number', required: true },
              { name: 'available_beds', label: t('admin.hospital.available_beds'), as: 'number', required: true },
            ]}
            initial={{ site_id: null, phone: null, specialties: [], total_beds: 0, available_beds: 0 }}
            word={t('admin.hospital.add')}
            about={{ hospital_exists: 'site_id', unknown_site: 'site_id', beds_out_of_range: 'available_beds' }}
            onCancel={close}
            onSend={async values => saved(await answered(api.POST('/api/hospitals', { body: values as never, headers: pressed() })))}
          />
        </Dialog>
      )}
      {chosen !== null && chosen !== 'new' && (
        <Dialog title={chosen.name} onClose={close}>
          <RecordForm
            fields={known}
            initial={{ phone: chosen.phone, specialties: chosen.specialties }}
            word={t('account.save')}
            edit={{
              version: chosen.version,
              again: async () => {
                const now = await answered(api.GET('/api/hospitals/{id}', { params: { path: { id: chosen.id } } }))
                return { version: now.version, values: { phone: now.phone, specialties: now.specialties } }
              },
            }}
            onCancel={close}
            onSend={async (patch, version) =>
              saved(
                await answered(
                  api.PATCH('/api/hospitals/{id}', {
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
