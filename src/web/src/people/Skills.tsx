import { useQuery, useQueryClient } from '@tanstack/react-query'
import { say } from '../platform/announce'
import { answered, api } from '../platform/api'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { RecordForm } from '../platform/RecordForm'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import { useTranslation } from '../platform/words/useTranslation'

/** What somebody can do: the words that services and trips ask for. */
export function Skills({ userId }: { userId: number }) {
  const { t } = useTranslation()
  const me = useUser()
  const queries = useQueryClient()
  const key = ['user', userId, 'skills']
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => answered(api.GET('/api/users/{id}/skills', { params: { path: { id: userId } }, signal })),
  })
  return (
    <Part title={t('visit.person.skills')}>
      {data && may(me, 'skills.keep') ? (
        <RecordForm
          fields={[{ name: 'skills', label: t('visit.person.skills'), as: 'tags', help: t('visit.setup.skills_help') }]}
          initial={{ skills: data.skills }}
          word={t('account.save')}
          onSend={async ({ skills }) => {
            queries.setQueryData(
              key,
              await answered(
                api.PUT('/api/users/{id}/skills', {
                  params: { path: { id: userId } },
                  body: { skills: (skills as string[] | null) ?? [] },
                }),
              ),
            )
            say(t('admin.saved', { what: t('visit.person.skills') }))
          }}
        />
      ) : data ? (
        <p>{data.skills.join(', ') || t('visit.person.skills_none')}</p>
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : (
        <Loading lines={2} />
      )}
    </Part>
  )
}
