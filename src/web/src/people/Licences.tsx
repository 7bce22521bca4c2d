import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { RecordForm } from '../platform/RecordForm'
import type { LicenceView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

/** What a person is licensed to do, and until when. The newest of each kind counts. */
export function Licences({ userId: id, manages }: { userId: number; manages: boolean }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<LicenceView | null>(null)
  const key = ['user', id, 'licences']
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => answered(api.GET('/api/users/{id}/licences', { params: { path: { id }, query: { limit: 200 } }, signal })),
  })
  // A licence decides whether the person may be sent: the head of the page says so too.
  const again = () => queries.invalidateQueries({ queryKey: ['user', id] })
  return (
    <Part
      title={t('admin.licence.title')}
      actions={
        manages && (
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
            {t('admin.licence.add')}
          </Button>
        )
      }
    >
      {data ? (
        <PlainTable
          label={t('admin.licence.title')}
          rows={data.items}
          keyOf={licence => licence.id}
          empty={t('admin.licence.none')}
          columns={[
            { head: t('admin.licence.kind'), cell: one => one.kind },
            { head: t('admin.licence.number'), cell: one => <bdi>{one.number}</bdi> },
            { head: t('admin.licence.level'), cell: one => one.level },
            { head: t('admin.licence.expires_on'), cell: one => <time dateTime={one.expires_on}>{one.expires_on}</time> },
            ...(manages
              ? [
                  {
                    head: t('admin.actions'),
                    cell: (one: LicenceView) => (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={`${t('admin.remove')}: ${one.kind} ${one.number}`}
                        onClick={() => setRemoving(one)}
                      >
                        {t('admin.remove')}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : (
        <Loading lines={2} />
      )}
      {adding && (
        <Dialog title={t('admin.licence.add')} onClose={() => setAdding(false)}>
          <RecordForm
            fields={[
              { name: 'kind', label: t('admin.licence.kind'), required: true },
              { name: 'number', label: t('admin.licence.number'), required: true },
              { name: 'level', label: t('admin.licence.level') },
              {
                name: 'expires_on',
                label: t('admin.licence.expires_on'),
                as: 'date',
                required: true,
                help: t('admin.licence.expires_help'),
              },
            ]}
            initial={{ kind: null, number: null, level: null, expires_on: null }}
            word={t('admin.licence.add')}
            onCancel={() => setAdding(false)}
            onSend={async values => {
              await answered(api.POST('/api/users/{id}/licences', { params: { path: { id } }, body: values as never, headers: pressed() }))
              await again()
              say(t('admin.licence.added'))
              setAdding(false)
            }}
          />
        </Dialog>
      )}
      {removing && (
        <AskDialog
          title={t('admin.remove')}
          help={t('admin.licence.remove_ask', { kind: removing.kind, number: removing.number })}
          word={t('admin.remove')}
          grave
          onClose={() => setRemoving(null)}
          onSend={async () => {
            await answered(
              api.DELETE('/api/users/{id}/licences/{licenceId}', { params: { path: { id, licenceId: removing.id } }, headers: pressed() }),
            )
            await again()
            say(t('admin.licence.removed'))
          }}
        />
      )}
    </Part>
  )
}
