import { Button } from '@mantine/core'
import { IconCircleCheck, IconPlayerStop, IconPlus, IconSend } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { Mark } from '../platform/Mark'
import { Once } from '../platform/Once'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { RecordForm } from '../platform/RecordForm'
import type { WebhookView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { kinds, kindWord } from './marks'
import { Ticks } from './Ticks'

const key = ['webhooks']

const read = (signal?: AbortSignal) => answered(api.GET('/api/admin/webhooks', signal ? { signal } : {}))

/** Programs of other people that hear of some kinds: named, changed, tried and stopped. */
export function Webhooks({ onTest }: { onTest: (webhook: WebhookView) => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [editing, setEditing] = useState<WebhookView | 'new' | null>(null)
  const [stopping, setStopping] = useState<WebhookView | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: ({ signal }) => read(signal) })
  const done = async (name: string) => {
    await queries.invalidateQueries({ queryKey: key })
    say(t('admin.saved', { what: name }))
    setEditing(null)
  }
  return (
    <Part
      title={t('webhooks.title')}
      actions={
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
          {t('webhooks.new')}
        </Button>
      }
    >
      {secret && <Once parts={[{ text: secret, about: t('webhooks.secret') }]} onClose={() => setSecret(null)} />}
      {data ? (
        <PlainTable
          label={t('webhooks.title')}
          rows={data.items}
          keyOf={one => one.id}
          empty={t('webhooks.none')}
          columns={[
            {
              head: t('webhooks.name'),
              cell: one => (
                <Button className={filters.name} variant="transparent" size="compact-sm" onClick={() => setEditing(one)}>
                  {one.name}
                </Button>
              ),
            },
            { head: t('webhooks.address'), cell: one => <bdi>{one.address}</bdi> },
            { head: t('webhooks.kinds'), cell: one => one.kinds.map(kind => kindWord(t, kind)).join(', ') },
            {
              head: t('admin.state'),
              cell: one =>
                one.stopped_at === null ? (
                  <Mark icon={IconCircleCheck} tone="free" word={t('webhooks.told')} />
                ) : (
                  <Mark icon={IconPlayerStop} tone="aside" word={t('webhooks.stopped')} />
                ),
            },
            {
              head: t('admin.actions'),
              cell: one =>
                one.stopped_at === null && (
                  <span className={filters.row}>
                    <Button
                      size="compact-sm"
                      variant="default"
                      leftSection={<IconSend size={14} aria-hidden />}
                      aria-label={`${t('ways.test')}: ${one.name}`}
                      onClick={() => onTest(one)}
                    >
                      {t('ways.test')}
                    </Button>
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`${t('webhooks.stop')}: ${one.name}`}
                      onClick={() => setStopping(one)}
                    >
                      {t('webhooks.stop')}
                    </Button>
                  </span>
                ),
            },
          ]}
        />
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : (
        <Loading lines={3} />
      )}
      {editing && (
        <Editor
          webhook={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onDone={async (name, made) => {
            if (made) setSecret(made)
            await done(name)
          }}
        />
      )}
      {stopping && (
        <AskDialog
          title={t('webhooks.stop')}
          help={t('webhooks.stop_ask', { name: stopping.name })}
          word={t('webhooks.stop')}
          onClose={() => setStopping(null)}
          onSend={async () => {
            await answered(api.DELETE('/api/admin/webhooks/{id}', { params: { path: { id: stopping.id } }, headers: pressed() }))
            await done(stopping.name)
          }}
        />
      )}
    </Part>
  )
}

interface EditorProps {
  webhook: WebhookView | null
  onClose: () => void
  /** @param made The secret of a new one, which is shown once. */
  onDone: (name: string, made: string | null) => Promise<void>
}

function Editor({ webhook, onClose, onDone }: EditorProps) {
  const { t } = useTranslation()
  const initial = { name: webhook?.name ?? null, address: webhook?.address ?? null, kinds: webhook?.kinds ?? [] }
  return (
    <Dialog title={webhook ? webhook.name : t('webhooks.new')} onClose={onClose}>
      {webhook?.stopped_at && <p className={filters.soft}>{t('webhooks.again')}</p>}
      <RecordForm
        fields={[
          { name: 'name', label: t('webhooks.name'), required: true },
          { name: 'address', label: t('webhooks.address'), required: true, help: t('webhooks.address_help') },
          {
            name: 'kinds',
            label: t('webhooks.kinds'),
            required: true,
            say: value => (value as string[]).map(kind => kindWord(t, kind)).join(', '),
            draw: (value, set, error) => (
              <Ticks
                label={t('webhooks.kinds')}
                all={kinds}
                chosen={value as (typeof kinds)[number][]}
                error={error}
                word={kind => kindWord(t, kind)}
                onChange={set}
              />
            ),
          },
        ]}
        initial={initial}
        {...(webhook
          ? {
              edit: {
                version: webhook.version,
                again: async () => {
                  const { name, address, kinds, version } = (await read()).items.find(one => one.id === webhook.id) ?? webhook
                  return { version, values: { name, address, kinds } }
                },
              },
            }
          : {})}
        word={t(webhook ? 'account.save' : 'webhooks.make')}
        onCancel={onClose}
        onSend={async (values, version) => {
          const body = { ...initial, ...values } as { name: string; address: string; kinds: string[] }
          if (webhook) {
            await answered(
              api.PUT('/api/admin/webhooks/{id}', {
                params: { path: { id: webhook.id } },
                body,
                headers: { ...pressed(), 'If-Match': `"${version}"` },
              }),
            )
            await onDone(body.name, null)
          } else {
            const made = await answered(api.POST('/api/admin/webhooks', { body, headers: pressed() }))
            await onDone(body.name, made.secret)
          }
        }}
      />
    </Dialog>
  )
}
