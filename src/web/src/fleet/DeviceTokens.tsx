import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { now } from '../platform/clock'
import { Dialog } from '../platform/Dialog'
import { Failed, Loading } from '../platform/Loading'
import { Once } from '../platform/Once'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { RecordForm } from '../platform/RecordForm'
import { timeOfDay } from '../platform/time'
import type { DeviceTokenView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

/** The trackers that may say where a vehicle is. A token is shown once, as what a tracker's settings ask for and as one address. */
export function DeviceTokens({ unitId: id }: { unitId: number }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<string | null>(null)
  const [revoking, setRevoking] = useState<DeviceTokenView | null>(null)
  const key = ['units', id, 'tokens']
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      answered(api.GET('/api/units/{id}/device-tokens', { params: { path: { id }, query: { limit: 200 } }, signal })),
  })
  const time = (at: string) => <time dateTime={at}>{timeOfDay(at, i18n.language, now())}</time>
  const address = `${location.origin}/api/positions/osmand`
  return (
    <Part
      title={t('admin.device.title')}
      actions={
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setMaking(true)}>
          {t('admin.device.new')}
        </Button>
      }
    >
      {made && (
        <Once
          parts={[
            { about: t('admin.device.scan'), text: `${address}?id=${made}`, code: t('admin.device.code') },
            { about: t('admin.device.server'), text: address },
            { about: t('admin.device.identifier'), text: made },
            {
              about: t('admin.device.link'),
              text: `${address}?id=${made}&lat={lat}&lon={lon}&timestamp={timestamp}`,
              copied: `${address}?id=${made}`,
            },
          ]}
          onClose={() => setMade(null)}
        />
      )}
      {data ? (
        <PlainTable
          label={t('admin.device.title')}
          rows={data.items}
          keyOf={token => token.id}
          empty={t('admin.device.none')}
          columns={[
            { head: t('admin.token.name'), cell: one => one.name },
            { head: t('admin.session.began'), cell: one => time(one.created_at) },
            {
              head: t('admin.state'),
              cell: one =>
                one.revoked_at ? (
                  <>
                    {t('admin.device.revoked')} {time(one.revoked_at)}
                  </>
                ) : (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`${t('admin.session.revoke')}: ${one.name}`}
                    onClick={() => setRevoking(one)}
                  >
                    {t('admin.session.revoke')}
                  </Button>
                ),
            },
          ]}
        />
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : (
        <Loading lines={2} />
      )}
      {making && (
        <Dialog title={t('admin.device.new')} onClose={() => setMaking(false)}>
          <RecordForm
            fields={[{ name: 'name', label: t('admin.token.name'), required: true, help: t('admin.device.name_help') }]}
            initial={{ name: null }}
            word={t('admin.device.make')}
            onCancel={() => setMaking(false)}
            onSend={async values => {
              const token = await answered(
                api.POST('/api/units/{id}/device-tokens', {
                  params: { path: { id } },
                  body: values as { name: string },
                  headers: pressed(),
                }),
              )
              await queries.invalidateQueries({ queryKey: key })
              setMade(token.token ?? null)
              setMaking(false)
            }}
          />
        </Dialog>
      )}
      {revoking && (
        <AskDialog
          title={`${t('admin.session.revoke')}: ${revoking.name}`}
          help={t('admin.device.revoke_ask', { name: revoking.name })}
          word={t('admin.session.revoke')}
          grave
          onClose={() => setRevoking(null)}
          onSend={async () => {
            await answered(
              api.DELETE('/api/units/{id}/device-tokens/{tokenId}', { params: { path: { id, tokenId: revoking.id } }, headers: pressed() }),
            )
            await queries.invalidateQueries({ queryKey: key })
            say(t('admin.device.was_revoked'))
          }}
        />
      )}
    </Part>
  )
}
