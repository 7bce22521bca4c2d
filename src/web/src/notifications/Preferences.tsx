import { Alert, Button, Checkbox } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { answered, api, pressed } from '../platform/api'
import { Failed, Loading } from '../platform/Loading'
import { Part } from '../platform/PageFrame'
import { type Problem, problemOf } from '../platform/problem'
import { useProblemText } from '../platform/useProblemText'
import type { PreferencesView, PreferenceView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { DeviceList } from './DeviceList'
import { OwnLanguage } from './OwnLanguage'
import styles from './preferences.module.css'
import { turnOff } from './push'
import { QuietHours } from './QuietHours'
import { RingTest } from './RingTest'
import { useReach } from './reach'
import { TelephoneTest } from './TelephoneTest'

export const preferencesQuery = queryOptions<PreferencesView>({
  queryKey: ['notifications', 'preferences'],
  queryFn: ({ signal }) => answered(api.GET('/api/notifications/preferences', { signal })),
})

/** What somebody wants to be told, by which ways, when, in which language and where. */
export function Preferences() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(preferencesQuery)
  return (
    <div className={styles.preferences}>
      <ThisDevice />
      <Part title={t('notify.ways.title')}>
        {data ? <Ways view={data} /> : error ? <Failed problem={error} onAgain={refetch} /> : <Loading />}
      </Part>
      <Part title={t('notify.quiet.title')}>{data ? <QuietHours key={data.zone} view={data} /> : <Loading lines={2} />}</Part>
      <OwnLanguage />
      <TelephoneTest />
      <DeviceList />
    </div>
  )
}

function ThisDevice() {
  const { t } = useTranslation()
  const { phone, own, again } = useReach()
  const [problem, setProblem] = useState<Problem | null>(null)
  const problemText = useProblemText()
  const stop = () =>
    turnOff(own?.id)
      .then(() => setProblem(null))
      .catch(failure => setProblem(problemOf(failure)))
      .finally(() => void again())
  return (
    <Part
      title={t('notify.ring.title')}
      actions={
        phone.standing === 'on' && (
          <Button size="compact-sm" variant="default" onClick={() => void stop()}>
            {t('notify.ring.turn_off')}
          </Button>
        )
      }
    >
      <p className={styles.help}>{t('notify.ring.help')}</p>
      {problem && (
        <Alert color="red" variant="outline" role="alert">
          {problemText(problem)}
        </Alert>
      )}
      <RingTest />
    </Part>
  )
}

const order: readonly PreferenceView['way'][] = ['in_app', 'web_push', 'sms', 'voice', 'email', 'webhook']

/** Kinds by ways. On a phone each kind is a card of its own. */
function Ways({ view }: { view: PreferencesView }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const problemText = useProblemText()
  const [problem, setProblem] = useState<Problem | null>(null)
  const kinds = [...new Set(view.ways.map(one => one.kind))]
  const ways = order.filter(way => view.ways.some(one => one.way === way))
  const show = (changed: PreferenceView, wanted: boolean) =>
    queries.setQueryData<PreferencesView>(
      preferencesQuery.queryKey,
      before =>
        before && {
          ...before,
          ways: before.ways.map(one => (one.kind === changed.kind && one.way === changed.way ? { ...one, wanted } : one)),
        },
    )
  const set = async (one: PreferenceView, wanted: boolean) => {
    show(one, wanted)
    setProblem(null)
    try {
      await answered(
        api.PUT('/api/notifications/preferences/{kind}/{way}', {
          params: { path: { kind: one.kind, way: one.way } },
          body: { wanted },
          headers: pressed(),
        }),
      )
    } catch (failure) {
      show(one, !wanted)
      setProblem(problemOf(failure))
    }
  }
  return (
    <>
      <p className={styles.help}>{t('notify.ways.help')}</p>
      {problem && (
        <Alert color="red" variant="outline" role="alert">
          {problemText(problem)}
        </Alert>
      )}
      <p id="why-fixed" className={styles.why}>
        <IconLock size={16} aria-hidden /> {t('notify.ways.fixed')}
      </p>
      <table className={styles.ways} aria-label={t('notify.ways.title')}>
        <thead>
          <tr>
            <th scope="col">{t('notify.ways.kind')}</th>
            {ways.map(way => (
              <th key={way} scope="col">
                {t(`notify.way.${way}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map(kind => {
            const of = view.ways.filter(one => one.kind === kind)
            const word = t(`notify.kind.${kind}`, { defaultValue: of[0]?.sentence ?? kind })
            return (
              <tr key={kind}>
                <th scope="row">{word}</th>
                {ways.map(way => {
                  const one = of.find(each => each.way === way)
                  return (
                    <td key={way} data-none={one ? undefined : ''}>
                      {one ? <Choice one={one} word={word} onSet={wanted => void set(one, wanted)} /> : <span aria-hidden>–</span>}
                    </td>
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </>
  )
}

/** One kind by one way; what is fixed has a lock, and the sentence above says why. */
function Choice({ one, word, onSet }: { one: PreferenceView; word: string; onSet: (wanted: boolean) => void }) {
  const { t } = useTranslation()
  const way = t(`notify.way.${one.way}`)
  // What was pressed shows at once; what the rest of the page knows of it comes a moment later.
  const [wanted, setWanted] = useState(one.wanted)
  useEffect(() => setWanted(one.wanted), [one.wanted])
  const minutes = Math.round(one.after_seconds / 60)
  const after =
    one.after_seconds < 120
      ? t('notify.ways.after_seconds', { count: one.after_seconds })
      : t('notify.ways.after_minutes', { count: minutes })
  return (
    <span className={styles.choice}>
      <Checkbox
        aria-label={`${word}: ${way}`}
        aria-describedby={one.fixed ? 'why-fixed' : undefined}
        label={<span className={styles.way}>{way}</span>}
        description={one.after_seconds > 0 ? after : undefined}
        checked={wanted}
        disabled={one.fixed}
        onChange={event => {
          setWanted(event.currentTarget.checked)
          onSet(event.currentTarget.checked)
        }}
      />
      {one.fixed && <IconLock size={16} aria-hidden />}
    </span>
  )
}
