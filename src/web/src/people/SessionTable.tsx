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
import type { SessionView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

/** Where somebody is signed in, and the tokens of their programs: one's own, or another's for whoever may end them. */
export function SessionTable({ userId }: { userId?: number }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const [ending, setEnding] = useState<SessionView | 'all' | null>(null)
  const key = ['sessions', userId ?? 'own']
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      answered(
        userId === undefined
          ? api.GET('/api/sessions', { params: { query: { limit: 200 } }, signal })
          : api.GET('/api/users/{id}/sessions', { params: { path: { id: userId }, query: { limit: 200 } }, signal }),
      ),
  })
  const time = (at: string) => <time dateTime={at}>{timeOfDay(at, i18n.language, now())}</time>
  const word = (one: SessionView) => t(one.kind === 'token' ? 'admin.session.revoke' : 'admin.session.end')
  return (
    <Part
      title={t('admin.session.title')}
      actions={
        userId !== undefined && (
          <Button size="compact-sm" variant="default" disabled={!data?.items.length} onClick={() => setEnding('all')}>
            {t('admin.session.end_all')}
          </Button>
        )
      }
    >
      {data ? (
        <PlainTable
          label={t('admin.session.title')}
          rows={data.items}
          keyOf={session => session.id}
          empty={t('admin.session.none')}
          columns={[
            { head: t('admin.session.name'), cell: one => <bdi>{one.name}</bdi> },
            {
              head: t('admin.session.kind'),
              cell: one => t(one.kind === 'token' ? 'admin.session.token' : one.current ? 'admin.session.this' : 'admin.session.session'),
            },
            { head: t('admin.session.began'), cell: one => time(one.created_at) },
            { head: t('admin.session.used'), cell: one => time(one.used_at) },
            { head: t('admin.session.expires'), cell: one => time(one.expires_at) },
            {
              head: t('admin.actions'),
              cell: one =>
                !one.current && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`${word(one)}: ${one.name}, ${one.id}`}
                    onClick={() => setEnding(one)}
                  >
                    {word(one)}
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
      {ending && (
        <AskDialog
          title={ending === 'all' ? t('admin.session.end_all') : word(ending)}
          help={ending === 'all' ? t('admin.session.end_all_ask') : t('admin.session.end_ask', { name: ending.name })}
          word={ending === 'all' ? t('admin.session.end_all') : word(ending)}
          grave
          onClose={() => setEnding(null)}
          onSend={async () => {
            if (ending === 'all') {
              if (userId === undefined) return
              await answered(api.DELETE('/api/users/{id}/sessions', { params: { path: { id: userId } }, headers: pressed() }))
            } else await answered(api.DELETE('/api/sessions/{id}', { params: { path: { id: ending.id } }, headers: pressed() }))
            await queries.invalidateQueries({ queryKey: key })
            say(t('admin.session.ended'))
          }}
        />
      )}
    </Part>
  )
}
