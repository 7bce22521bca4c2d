import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { Failed, Loading } from '../platform/Loading'
import { PageFrame, Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { RecordForm } from '../platform/RecordForm'
import { useTranslation } from '../platform/words/useTranslation'
import { HoldTable } from './HoldTable'

/** How long each kind of personal data is kept, and what may not be erased meanwhile. */
export function RetentionPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [editing, setEditing] = useState<{ kind: string; days: number } | null>(null)
  const [holding, setHolding] = useState(false)
  const periods = useQuery({ queryKey: ['retention'], queryFn: ({ signal }) => answered(api.GET('/api/retention', { signal })) })
  const holds = useQuery({
    queryKey: ['holds'],
    queryFn: ({ signal }) => answered(api.GET('/api/holds', { params: { query: { limit: 200 } }, signal })),
  })
  return (
    <PageFrame title={t('admin.place.retention')} lead={t('admin.about.retention')}>
      <Part title={t('admin.retention.periods')}>
        {periods.data ? (
          <PlainTable
            label={t('admin.retention.periods')}
            rows={periods.data}
            keyOf={one => one.kind}
            empty=""
            columns={[
              { head: t('admin.kind'), cell: one => <bdi>{one.kind}</bdi> },
              { head: t('admin.retention.what'), cell: one => one.sentence },
              { head: t('admin.retention.days'), cell: one => t('admin.days', { count: one.days }), number: true },
              { head: t('admin.retention.usual'), cell: one => t('admin.days', { count: one.default_days }), number: true },
              {
                head: t('admin.actions'),
                cell: one => (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`${t('admin.edit')}: ${one.kind}`}
                    onClick={() => setEditing(one)}
                  >
                    {t('admin.edit')}
                  </Button>
                ),
              },
            ]}
          />
        ) : periods.error ? (
          <Failed problem={periods.error} onAgain={periods.refetch} />
        ) : (
          <Loading />
        )}
      </Part>
      <Part
        title={t('admin.hold.title')}
        actions={
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setHolding(true)}>
            {t('admin.hold.place')}
          </Button>
        }
      >
        {holds.data ? (
          <HoldTable
            holds={holds.data.items}
            onLift={async hold => {
              await answered(api.POST('/api/holds/{id}/lift', { params: { path: { id: hold.id } }, headers: pressed() }))
              await queries.invalidateQueries({ queryKey: ['holds'] })
            }}
          />
        ) : holds.error ? (
          <Failed problem={holds.error} onAgain={holds.refetch} />
        ) : (
          <Loading lines={2} />
        )}
      </Part>
      {editing && (
        <Dialog title={`${t('admin.edit')}: ${editing.kind}`} onClose={() => setEditing(null)}>
          <RecordForm
            fields={[{ name: 'days', label: t('admin.retention.days'), as: 'number', required: true, help: t('admin.retention.help') }]}
            initial={{ days: editing.days }}
            word={t('account.save')}
            onCancel={() => setEditing(null)}
            onSend={async values => {
              await answered(
                api.PUT('/api/retention/{kind}', {
                  params: { path: { kind: editing.kind } },
                  body: values as { days: number },
                  headers: pressed(),
                }),
              )
              await queries.invalidateQueries({ queryKey: ['retention'] })
              say(t('admin.saved', { what: editing.kind }))
              setEditing(null)
            }}
          />
        </Dialog>
      )}
      {holding && (
        <Dialog title={t('admin.hold.place')} onClose={() => setHolding(false)}>
          <RecordForm
            fields={[
              { name: 'subject', label: t('admin.subject'), required: true, help: t('admin.hold.subject_help') },
              { name: 'reason', label: t('field.reason'), as: 'text', required: true, help: t('admin.hold.help') },
            ]}
            initial={{ subject: null, reason: null }}
            word={t('admin.hold.place')}
            onCancel={() => setHolding(false)}
            onSend={async values => {
              await answered(api.POST('/api/holds', { body: values as { subject: string; reason: string }, headers: pressed() }))
              await queries.invalidateQueries({ queryKey: ['holds'] })
              say(t('admin.hold.placed'))
              setHolding(false)
            }}
          />
        </Dialog>
      )}
    </PageFrame>
  )
}
