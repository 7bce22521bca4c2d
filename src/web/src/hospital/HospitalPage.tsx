import { NativeSelect } from '@mantine/core'
import { IconBuildingHospital } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { LostNotice } from '../dispatch/LostNotice'
import { StatusBar } from '../dispatch/StatusBar'
import { LeaveWhenSignedOut } from '../people/LeaveWhenSignedOut'
import { Today } from '../people/Today'
import { UserMenu } from '../people/UserMenu'
import { say } from '../platform/announce'
import { answered, api } from '../platform/api'
import { Waiting, WentWrong } from '../platform/Interlude'
import { LiveSocket } from '../platform/live/socket'
import { useOpen } from '../platform/live/useLive'
import { useUser } from '../platform/session'
import { changeSettings } from '../platform/settings'
import type { HospitalView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { AnswerStrip } from './AnswerStrip'
import { ArrivalList } from './ArrivalList'
import { Arrivals, type News } from './arrivals'
import { Departures } from './Departures'
import { HospitalContext, type HospitalDesk } from './desk'
import { Handovers, handoversKey } from './Handovers'
import { HospitalHeader } from './HospitalHeader'
import { HospitalStatus } from './HospitalStatus'
import styles from './hospital.module.css'

/** The hospital's screen for its staff; others see what is theirs. */
export function HospitalPage() {
  const user = useUser()
  return user?.permissions['hospitals.watch'] ? <OwnHospitals /> : <Today />
}

/** Whose arrivals are shown: the only hospital there is for this person, or the one in the address. */
function OwnHospitals() {
  const { hospital } = useSearch({ from: '/hospital' })
  const { data, error } = useQuery({
    queryKey: ['hospitals'],
    queryFn: ({ signal }) => answered(api.GET('/api/hospitals', { params: { query: { limit: 200 } }, signal })),
    staleTime: 60_000,
  })
  // What is on the screen stays, whatever became of asking again.
  if (error && !data) return <WentWrong error={error} />
  if (!data) return <Waiting />
  const chosen = data.items.find(one => one.id === (hospital ?? (data.items.length === 1 ? data.items[0]?.id : undefined)))
  return chosen ? (
    <HospitalRoom key={chosen.id} id={chosen.id} all={data.items} />
  ) : (
    <Choose all={data.items} unknown={hospital !== undefined} />
  )
}

function Choose({ all, unknown }: { all: readonly HospitalView[]; unknown: boolean }) {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = `${t('hospital_desk.choose')} · ${t('app')}`
  }, [t])
  return (
    <main className={styles.choose}>
      <div className={styles.person}>
        <UserMenu />
      </div>
      <h1>{all.length > 0 ? t('hospital_desk.choose') : t('hospital_desk.none')}</h1>
      {unknown && <p role="alert">{t('hospital_desk.not_yours')}</p>}
      <p>{all.length > 0 ? t('hospital_desk.choose_help') : t('hospital_desk.none_help')}</p>
      <ul>
        {all.map(({ id, name }) => (
          <li key={id}>
            <Link to="/hospital" search={{ hospital: id }}>
              <IconBuildingHospital size={18} aria-hidden /> {name}
            </Link>
          </li>
        ))}
      </ul>
    </main>
  )
}

/** One socket for as long as one hospital is watched. */
function HospitalRoom({ id, all }: { id: number; all: readonly HospitalView[] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const speak = useRef<(news: News) => void>(() => {})
  const [desk] = useState<HospitalDesk>(() => {
    const arrivals = new Arrivals(news => speak.current(news))
    return { id, arrivals, socket: new LiveSocket(`/ws/hospital/${id}/`, arrivals.receive) }
  })

  useEffect(() => {
    speak.current = news => {
      if (news.kind === 'announced') {
        const { unit_number, priority, emergency_type } = news.alert
        const words = { unit: unit_number, priority: t(`priority.${priority}`), type: t(`type.${emergency_type}`) }
        say(t('hospital_desk.announced', words), 'alarm')
      }
      if (news.kind === 'changed') say(t('hospital_desk.patients_changed', { unit: news.alert.unit_number }), 'alarm')
      if (news.kind === 'departed') say(t(`hospital_desk.${news.departure.why}`, { unit: news.departure.unit }), 'alarm')
      if (news.kind === 'handed_over') void queries.invalidateQueries({ queryKey: handoversKey(id) })
      if (news.kind === 'diversion_changed') void queries.invalidateQueries({ queryKey: ['hospital', id] })
      if (news.kind === 'caught_up') {
        void queries.invalidateQueries()
        say(t('connection.back'))
      }
    }
  }, [t, queries, id])

  useOpen(desk.socket)
  // Whoever works here begins here the next time.
  useEffect(() => changeSettings({ home: '/hospital' }), [])

  return (
    <HospitalContext value={desk}>
      <LeaveWhenSignedOut socket={desk.socket} />
      <div className={styles.room}>
        <HospitalHeader switcher={all.length > 1 ? <Switch id={id} all={all} /> : null} />
        <AnswerStrip />
        <main className={styles.main}>
          <div className={styles.arrivals}>
            <Departures />
            <ArrivalList />
          </div>
          <div className={styles.side}>
            <HospitalStatus />
            <Handovers />
          </div>
        </main>
        <StatusBar />
        <LostNotice socket={desk.socket} advice={t('hospital_desk.advice')} />
      </div>
    </HospitalContext>
  )
}

function Switch({ id, all }: { id: number; all: readonly HospitalView[] }) {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/hospital' })
  return (
    <NativeSelect
      className={styles.switch}
      aria-label={t('hospital_desk.switch')}
      value={String(id)}
      data={all.map(one => ({ value: String(one.id), label: one.name }))}
      onChange={event => void navigate({ search: { hospital: Number(event.currentTarget.value) } })}
    />
  )
}
