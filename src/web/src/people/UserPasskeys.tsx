import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { AskDialog } from '../platform/AskDialog'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { now } from '../platform/clock'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { timeOfDay } from '../platform/time'
import type { PasskeyView, UserView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { PasskeyMarks } from './PasskeyMarks'

/** Somebody's passkeys, for an administrator who takes a lost one off. */
export function UserPasskeys({ user }: { user: UserView }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const [removing, setRemoving] = useState<PasskeyView | null>(null)
  const { id, full_name: person } = user
  const key = ['passkeys', id]
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => answered(api.GET('/api/users/{id}/passkeys', { params: { path: { id }, query: { limit: 200 } }, signal })),
  })
  const time = (at: string) => <time dateTime={at}>{timeOfDay(at, i18n.language, now())}</time>
  return (
    <Part title={t('passkey.title')}>
      {data ? (
        <PlainTable
          label={t('passkey.title')}
          rows={data.items}
          keyOf={passkey => passkey.id}
          empty={t('passkey.none_of')}
          columns={[
            { head: t('passkey.name'), cell: one => <bdi>{one.name}</bdi> },
            { head: t('passkey.kept'), cell: one => <PasskeyMarks passkey={one} /> },
            { head: t('passkey.added_at'), cell: one => time(one.created_at) },
            { head: t('passkey.used_at'), cell: one => (one.used_at ? time(one.used_at) : t('passkey.never')) },
            {
              head: t('admin.actions'),
              cell: one => (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`${t('passkey.remove')}: ${one.name}`}
                  onClick={() => setRemoving(one)}
                >
                  {t('passkey.remove')}
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
      {removing && (
        <AskDialog
          title={t('passkey.remove')}
          help={t('passkey.remove_ask', { name: removing.name, person })}
          word={t('passkey.remove')}
          grave
          onClose={() => setRemoving(null)}
          onSend={async () => {
            await answered(
              api.DELETE('/api/users/{id}/passkeys/{passkeyId}', { params: { path: { id, passkeyId: removing.id } }, headers: pressed() }),
            )
            await queries.invalidateQueries({ queryKey: key })
            say(t('passkey.removed', { name: removing.name }))
          }}
        />
      )}
    </Part>
  )
}
