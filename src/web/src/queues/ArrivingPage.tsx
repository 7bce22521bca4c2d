import { NativeSelect } from '@mantine/core'
import { IconEmergencyBed } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Bell } from '../notifications/Bell'
import { Today } from '../people/Today'
import { UserMenu } from '../people/UserMenu'
import { answered, api } from '../platform/api'
import { Waiting, WentWrong } from '../platform/Interlude'
import { useAll } from '../platform/pages'
import { Said } from '../platform/Said'
import { useUser } from '../platform/session'
import type { Me, QueueView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { Arriving } from './Arriving'
import styles from './arriving.module.css'

/** Who comes by ambulance, whole: for the screen in the resuscitation room and the nurse at the door. */
export function ArrivingPage() {
  const user = useUser()
  return user?.permissions['queues.read'] ? <OwnQueues user={user} /> : <Today />
}

/** The emergency queues that are somebody's: all, or those of the sites at which they work. */
const own = (user: Me, queues: readonly QueueView[]): readonly QueueView[] =>
  queues.filter(
    queue => queue.emergency && (user.permissions['queues.read'] === 'all' || user.roles.some(role => role.site_id === queue.site_id)),
  )

function OwnQueues({ user }: { user: Me }) {
  const { t } = useTranslation()
  const { queue } = useSearch({ from: '/arriving' })
  const { data, error } = useAll(['queues'], (after, signal) =>
    answered(api.GET('/api/queues', { params: { query: { limit: 200, after } }, signal })),
  )
  const queues = data && own(user, data)
  const chosen = queues?.find(one => one.id === (queue ?? (queues.length === 1 ? queues[0]?.id : undefined)))
  useEffect(() => {
    document.title = `${t('arriving.title')} · ${chosen?.site_name ?? t('app')}`
  }, [chosen?.site_name, t])
  if (error && !data) return <WentWrong error={error} />
  if (!queues) return <Waiting />
  return (
    <div className={styles.room}>
      <header className={styles.bar}>
        <h1>
          <img src="/attend.svg" alt="" width={26} height={26} />
          <bdi>{chosen ? `${chosen.site_name} · ${chosen.name}` : t('app')}</bdi>
        </h1>
        {queues.length > 1 && chosen && <Switch chosen={chosen.id} queues={queues} />}
        <Bell />
        <UserMenu />
      </header>
      <main className={styles.main}>{chosen ? <Arriving queue={chosen} /> : <Choose queues={queues} />}</main>
      <footer className={styles.foot}>
        <Said />
      </footer>
    </div>
  )
}

function Choose({ queues }: { queues: readonly QueueView[] }) {
  const { t } = useTranslation()
  return (
    <div className={styles.choose}>
      <h2>{queues.length > 0 ? t('arriving.choose') : t('arriving.none')}</h2>
      {queues.length === 0 && <p>{t('arriving.none_help')}</p>}
      <ul>
        {queues.map(({ id, name, site_name }) => (
          <li key={id}>
            <Link to="/arriving" search={{ queue: id }}>
              <IconEmergencyBed size={18} aria-hidden /> {site_name} · {name}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Switch({ chosen, queues }: { chosen: number; queues: readonly QueueView[] }) {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/arriving' })
  return (
    <NativeSelect
      aria-label={t('arriving.switch')}
      value={String(chosen)}
      data={queues.map(one => ({ value: String(one.id), label: `${one.site_name} · ${one.name}` }))}
      onChange={event => void navigate({ search: { queue: Number(event.currentTarget.value) } })}
    />
  )
}
