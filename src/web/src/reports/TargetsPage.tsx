import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { Failed, Loading } from '../platform/Loading'
import { PageFrame, Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { RecordForm } from '../platform/RecordForm'
import type { Interval, Priority } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { time } from './IntervalsReport'
import { intervals, priorities } from './intervals'

/** What each interval should not exceed, by priority: the reports measure against it. */
export function TargetsPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [editing, setEditing] = useState<{ interval: Interval; priority: Priority } | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', 'targets'],
    queryFn: ({ signal }) => answered(api.GET('/api/reports/targets', { signal })),
  })
  const secondsOf = (interval: Interval, priority: Priority) =>
    data?.items.find(one => one.interval === interval && one.priority === priority)?.seconds ?? null
  const nameOf = (interval: Interval, priority: Priority) => `${t(`reports.of.${interval}`)}, ${t(`priority.${priority}`)}`
  return (
    <PageFrame title={t('admin.place.targets')} lead={t('admin.about.targets')}>
      <Part title={t('reports.targets')}>
        {data ? (
          <PlainTable
            label={t('reports.targets')}
            rows={intervals}
            keyOf={interval => interval}
            empty=""
            columns={[
              { head: t('reports.interval'), cell: interval => t(`reports.of.${interval}`) },
              ...priorities.map(priority => ({
                head: t(`priority.${priority}`),
                cell: (interval: Interval) => (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`${t('admin.edit')}: ${nameOf(interval, priority)}, ${time(secondsOf(interval, priority))}`}
                    onClick={() => setEditing({ interval, priority })}
                  >
                    {time(secondsOf(interval, priority))}
                  </Button>
                ),
                number: true,
              })),
            ]}
          />
        ) : error ? (
          <Failed problem={error} onAgain={refetch} />
        ) : (
          <Loading lines={10} />
        )}
      </Part>
      {editing && (
        <Dialog title={nameOf(editing.interval, editing.priority)} onClose={() => setEditing(null)}>
          <RecordForm
            fields={[{ name: 'seconds', label: t('reports.seconds'), as: 'number', help: t('reports.seconds_help') }]}
            initial={{ seconds: secondsOf(editing.interval, editing.priority) }}
            word={t('account.save')}
            onCancel={() => setEditing(null)}
            onSend={async values => {
              await answered(
                api.PUT('/api/reports/targets/{interval}/{priority}', {
                  params: { path: editing },
                  body: values as { seconds: number | null },
                  headers: pressed(),
                }),
              )
              await queries.invalidateQueries({ queryKey: ['reports'] })
              say(t('admin.saved', { what: nameOf(editing.interval, editing.priority) }))
              setEditing(null)
            }}
          />
        </Dialog>
      )}
    </PageFrame>
  )
}
