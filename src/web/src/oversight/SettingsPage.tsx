import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../platform/api'
import { Failed, Loading } from '../platform/Loading'
import { PageFrame, Part } from '../platform/PageFrame'
import { PlainTable } from '../platform/PlainTable'
import { useTranslation } from '../platform/words/useTranslation'

/** What can be set from outside, what this server was told and from where. It is changed where the server is started. */
export function SettingsPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => answered(api.GET('/api/admin/settings', { signal })),
  })
  return (
    <PageFrame title={t('admin.place.settings')} lead={t('admin.about.settings')}>
      <Part title={t('admin.setting.title')}>
        {data ? (
          <PlainTable
            label={t('admin.setting.title')}
            rows={data}
            keyOf={one => one.option ?? one.variable ?? one.sentence}
            empty=""
            columns={[
              {
                head: t('admin.setting.name'),
                cell: one => (
                  <>
                    {one.option && <code>{one.option}</code>} {one.variable && <code>{one.variable}</code>}
                  </>
                ),
              },
              { head: t('admin.setting.sentence'), cell: one => one.sentence },
              { head: t('admin.setting.value'), cell: one => (one.value === null ? '–' : <code>{one.value}</code>) },
              { head: t('admin.setting.source'), cell: one => t(`admin.setting.from_${one.source}`) },
            ]}
          />
        ) : error ? (
          <Failed problem={error} onAgain={refetch} />
        ) : (
          <Loading />
        )}
      </Part>
    </PageFrame>
  )
}
