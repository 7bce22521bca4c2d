import { Button } from '@mantine/core'
import { IconHandStop, IconRefresh } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { now } from '../platform/clock'
import { Failed, Loading } from '../platform/Loading'
import { Mark } from '../platform/Mark'
import { PageFrame, Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { problemOf } from '../platform/problem'
import { timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import { useTranslation } from '../platform/words/useTranslation'

/** What the server could not do: subjects that wait for somebody, and work that it keeps trying. Looked at again every ten seconds. */
export function FailuresPage() {
  const { t, i18n } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [busy, setBusy] = useState<string | null>(null)
  const { module } = useSearch({ from: '/office/admin/failures' })
  const { data, error, refetch } = useQuery({
    queryKey: ['failures', ...(module === undefined ? [] : [module])],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/admin/dead-letters', { params: { query: module === undefined ? {} : { module } }, signal })),
    refetchInterval: 10_000,
  })
  const time = (at: string | null) => at && <time dateTime={at}>{timeOfDay(at, i18n.language, now())}</time>
  const run = async (key: string, doing: () => Promise<unknown>) => {
    setBusy(key)
    try {
      await doing()
      await queries.invalidateQueries({ queryKey: ['failures'] })
      say(t('admin.failure.asked', { what: key }))
    } catch (failure) {
      say(problemText(problemOf(failure)), 'refused')
      await refetch()
    } finally {
      setBusy(null)
    }
  }
  return (
    <PageFrame
      title={t('admin.place.failures')}
      lead={
        module === undefined ? (
          t('admin.about.failures')
        ) : (
          <>
            {t('admin.failure.of', { module })} <Link to="/admin/failures">{t('admin.failure.all')}</Link>
          </>
        )
      }
    >
      {error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : !data ? (
        <Loading />
      ) : (
        <>
          <Part title={t('admin.failure.subjects')}>
            <PlainTable
              label={t('admin.failure.subjects')}
              rows={data.items}
              keyOf={one => `${one.subscription} ${one.subject}`}
              empty={t('admin.failure.no_subjects')}
              columns={[
                { head: t('admin.subject'), cell: one => <bdi>{one.subject}</bdi> },
                { head: t('admin.failure.subscription'), cell: one => <bdi>{one.subscription}</bdi> },
                {
                  head: t('admin.state'),
                  cell: one =>
                    one.state === 'parked' ? (
                      <Mark icon={IconHandStop} word={t('admin.failure.parked')} tone="high" />
                    ) : (
                      <Mark icon={IconRefresh} word={t('admin.failure.retrying')} tone="moving" />
                    ),
                },
                { head: t('admin.failure.event'), cell: one => <bdi>{one.kind}</bdi> },
                { head: t('admin.failure.waiting'), cell: one => one.waiting, number: true },
                { head: t('admin.failure.error'), cell: one => <bdi>{one.error}</bdi> },
                { head: t('admin.failure.since'), cell: one => time(one.parked_at) },
                {
                  head: t('admin.actions'),
                  cell: one => (
                    <Button
                      size="compact-sm"
                      variant="default"
                      loading={busy === one.subject}
                      aria-label={`${t('admin.failure.replay')}: ${one.subject}, ${one.subscription}`}
                      onClick={() =>
                        run(one.subject, () =>
                          answered(
                            api.POST('/api/admin/dead-letters/replay', {
                              body: { subscription: one.subscription, subject: one.subject },
                              headers: pressed(),
                            }),
                          ),
                        )
                      }
                    >
                      {t('admin.failure.replay')}
                    </Button>
                  ),
                },
              ]}
            />
          </Part>
          <Part title={t('admin.failure.work')}>
            <PlainTable
              label={t('admin.failure.work')}
              rows={data.work}
              keyOf={one => `${one.kind} ${one.key}`}
              empty={t('admin.failure.no_work')}
              columns={[
                { head: t('admin.kind'), cell: one => <bdi>{one.kind}</bdi> },
                { head: t('admin.failure.key'), cell: one => <bdi>{one.key}</bdi> },
                { head: t('admin.failure.due'), cell: one => time(one.due_at) },
                { head: t('admin.failure.attempts'), cell: one => one.attempts, number: true },
                { head: t('admin.failure.next'), cell: one => time(one.retry_at) },
                { head: t('admin.failure.error'), cell: one => <bdi>{one.last_error}</bdi> },
                {
                  head: t('admin.actions'),
                  cell: one => (
                    <Button
                      size="compact-sm"
                      variant="default"
                      loading={busy === one.key}
                      aria-label={`${t('admin.failure.replay')}: ${one.kind}, ${one.key}`}
                      onClick={() =>
                        run(one.key, () =>
                          answered(
                            api.POST('/api/admin/dead-letters/retry', { body: { kind: one.kind, key: one.key }, headers: pressed() }),
                          ),
                        )
                      }
                    >
                      {t('admin.failure.replay')}
                    </Button>
                  ),
                },
              ]}
            />
          </Part>
        </>
      )}
    </PageFrame>
  )
}
