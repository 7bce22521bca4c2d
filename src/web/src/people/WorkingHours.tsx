import { useQuery, useQueryClient } from '@tanstack/react-query'
import { say } from '../platform/announce'
import { answered, api } from '../platform/api'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { Problem } from '../platform/problem'
import { RecordForm } from '../platform/RecordForm'
import type { DayHours, SpecialDay, WorkingHoursView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { isWhole, weekday } from '../queues/hours'
import styles from '../queues/hours.module.css'
import { WeekFields } from '../queues/WeekFields'

const read = (id: number, signal?: AbortSignal) =>
  answered(api.GET('/api/users/{id}/working-hours', { params: { path: { id } }, ...(signal ? { signal } : {}) }))

interface Plan {
  weekly: readonly DayHours[]
  holidays: readonly SpecialDay[]
}

const valuesOf = ({ weekly, special_days, home }: WorkingHoursView) => ({
  plan: { weekly, holidays: special_days } satisfies Plan,
  latitude: home?.latitude ?? null,
  longitude: home?.longitude ?? null,
})

const isWritten = ({ weekly, holidays }: Plan): boolean =>
  weekly.every(isWhole) && holidays.every(({ date, name, from, to }) => date !== '' && name.trim() !== '' && Boolean(from) === Boolean(to))

/** When somebody works by their plan, by their own clock, and where their day begins and ends. Visits and pick-ups are planned by it. */
export function WorkingHours({ userId }: { userId: number }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const key = ['user', userId, 'working_hours']
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: ({ signal }) => read(userId, signal) })
  const summary = (value: unknown) => {
    const { weekly, holidays } = value as Plan
    const span = (from: string, to: string) => (from === to ? t('visit.person.round_the_clock') : `${from}–${to}`)
    const week = weekly.map(({ day, from, to }) => `${weekday(day, i18n.language, 'short')} ${span(from, to)}`)
    return [...week, ...holidays.map(({ date, from, to }) => `${date} ${from ? span(from, to ?? '') : '–'}`)].join(', ')
  }
  return (
    <Part title={t('visit.person.hours')}>
      {data ? (
        <>
          <p>
            {t('field.zone', { zone: data.zone })} {data.version === 0 && t('visit.person.hours_none')}
          </p>
          <RecordForm
            fields={[
              {
                name: 'plan',
                label: t('visit.person.hours'),
                say: summary,
                draw: (value, set, _, errors) => {
                  const plan = value as Plan
                  return (
                    <div className={styles.fields}>
                      <WeekFields
                        weekly={plan.weekly}
                        special={plan.holidays}
                        at="special_days"
                        errors={errors}
                        onChange={change => set({ ...plan, ...change })}
                      />
                    </div>
                  )
                },
              },
              { name: 'latitude', label: t('visit.person.home_latitude'), as: 'number', help: t('visit.person.home_help') },
              { name: 'longitude', label: t('visit.person.home_longitude'), as: 'number' },
            ]}
            initial={valuesOf(data)}
            word={t('account.save')}
            about={{ half_home: 'longitude' }}
            edit={{
              version: data.version,
              again: async () => {
                const present = await read(userId)
                return { version: present.version, values: valuesOf(present) }
              },
            }}
            onSend={async (patch, version) => {
              // They are written as a whole; without a change there is nothing to write.
              if (Object.keys(patch).length === 0) return
              const { plan, latitude, longitude } = { ...valuesOf(data), ...patch } as ReturnType<typeof valuesOf>
              if (!isWritten(plan)) throw new Problem('half', 400, t('queue.hours.half'))
              if ((latitude === null) !== (longitude === null)) throw new Problem('half_home', 400, t('field.required'))
              const saved = await answered(
                api.PUT('/api/users/{id}/working-hours', {
                  params: { path: { id: userId } },
                  body: {
                    weekly: [...plan.weekly],
                    special_days: [...plan.holidays],
                    ...(latitude === null || longitude === null ? {} : { home: { latitude, longitude } }),
                  },
                  headers: { 'If-Match': `"${version}"` },
                }),
              )
              queries.setQueryData(key, saved)
              void queries.invalidateQueries({ queryKey: ['therapists'] })
              say(t('admin.saved', { what: t('visit.person.hours') }))
            }}
          />
        </>
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : (
        <Loading lines={7} />
      )}
    </Part>
  )
}
