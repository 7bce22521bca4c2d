import { NativeSelect } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { now } from '../platform/clock'
import filters from '../platform/filters.module.css'
import { Failed, Loading } from '../platform/Loading'
import { PageFrame, Part } from '../platform/PageFrame'
import { RecordForm } from '../platform/RecordForm'
import { timeOfDay } from '../platform/time'
import type { CheckList } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { CheckPoints, type Point } from './CheckPoints'

const key = ['checklists']

/** What crews look over before they sign on, a list for each kind of vehicle. */
export function ChecklistsPage() {
  const { t, i18n } = useTranslation()
  const { kind } = useSearch({ from: '/office/admin/checklists' })
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => answered(api.GET('/api/checklists', { signal })),
  })
  const list = data?.items.find(one => one.kind === kind) ?? data?.items[0]
  // Who looks at another list has not done with this one: what was not saved is there still.
  const [visited, setVisited] = useState<readonly string[]>([])
  if (list && !visited.includes(list.kind)) setVisited([...visited, list.kind])
  return (
    <PageFrame title={t('admin.place.checklists')} lead={t('admin.about.checklists')}>
      {data && list ? (
        <>
          <search className={filters.filters}>
            <NativeSelect
              label={t('admin.check.kind')}
              value={list.kind}
              onChange={event => navigate({ to: '/admin/checklists', search: { kind: event.currentTarget.value }, replace: true })}
              data={data.items.map(one => ({ value: one.kind, label: t(`unit_kind.${one.kind}`) }))}
            />
          </search>
          <Part title={t(`unit_kind.${list.kind}`)}>
            <p className={filters.soft}>
              {list.changed_at === null
                ? t('admin.check.original')
                : t('admin.check.changed', { version: list.version, time: timeOfDay(list.changed_at, i18n.language, now()) })}
            </p>
            {data.items
              .filter(one => visited.includes(one.kind))
              .map(one => (
                <div key={one.kind} hidden={one !== list}>
                  <One list={one} />
                </div>
              ))}
          </Part>
        </>
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : (
        <Loading lines={12} />
      )}
    </PageFrame>
  )
}

const pointsOf = (list: CheckList): Point[] => list.points.map(({ code, name }) => ({ code, name }))

function One({ list: { kind, version, ...list } }: { list: CheckList }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const path = { kind }
  const initial = { points: pointsOf({ kind, version, ...list }) }
  return (
    <RecordForm
      fields={[
        {
          name: 'points',
          label: t('admin.check.points'),
          say: value => (value as Point[]).map(point => point.name).join(', '),
          draw: (value, set, _, errors, met = []) => (
            <CheckPoints points={value as Point[]} errors={errors} met={met as Point[]} onChange={set} />
          ),
        },
      ]}
      initial={initial}
      word={t('account.save')}
      edit={{
        version,
        again: async () => {
          const present = await answered(api.GET('/api/checklists/{kind}', { params: { path } }))
          return { version: present.version, values: { points: pointsOf(present) } }
        },
      }}
      onSend={async ({ points = initial.points }, against) => {
        await answered(
          api.PUT('/api/checklists/{kind}', {
            params: { path },
            body: { points: (points as Point[]).map(({ code, name }) => ({ code, name: name.trim() })) },
            headers: { ...pressed(), 'If-Match': `"${against}"` },
          }),
        )
        await queries.invalidateQueries({ queryKey: key })
        say(t('admin.saved', { what: t(`unit_kind.${kind}`) }))
      }}
    />
  )
}
