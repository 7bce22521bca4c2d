import { IconDeviceDesktop } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useSites } from '../people/sites'
import { UserMenu } from '../people/UserMenu'
import type { DeskView, QueueView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { chooseDesk } from './chosenDesk'
import styles from './desk.module.css'
import { DeskStateMark } from './marks'

interface Props {
  desks: readonly DeskView[]
  queues: readonly QueueView[]
  /** A desk was chosen here that is no more, or not this person's. */
  unknown: boolean
}

/** Which desk this machine stands at. It is asked once: the machine keeps it. */
export function DeskChoice({ desks, queues, unknown }: Props) {
  const { t } = useTranslation()
  const sites = useSites().data
  useEffect(() => {
    document.title = `${t('queue.choose')} · ${t('app')}`
  }, [t])
  const nameOf = (site: number) =>
    sites?.find(one => one.id === site)?.name ?? queues.find(queue => queue.site_id === site)?.site_name ?? `#${site}`
  const places = [...new Set(desks.map(desk => desk.site_id))].toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)))
  return (
    <main className={styles.choose}>
      <div className={styles.person}>
        <UserMenu />
      </div>
      <h1>{desks.length > 0 ? t('queue.choose') : t('queue.no_desk')}</h1>
      {unknown && <p role="alert">{t('queue.desk_gone')}</p>}
      <p>{desks.length > 0 ? t('queue.choose_help') : t('queue.no_desk_help')}</p>
      {places.map(site => (
        <section key={site} aria-label={nameOf(site)}>
          <h2>{nameOf(site)}</h2>
          <ul>
            {desks
              .filter(desk => desk.site_id === site)
              .toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
              .map(desk => (
                <li key={desk.id}>
                  <button type="button" onClick={() => chooseDesk(desk.id)}>
                    <IconDeviceDesktop size={18} aria-hidden />
                    <strong>{desk.name}</strong>
                    <span>{desk.queues.map(id => queues.find(queue => queue.id === id)?.code ?? `#${id}`).join(', ')}</span>
                    <DeskStateMark state={desk.state} />
                    {desk.attended_by_name && <bdi>{desk.attended_by_name}</bdi>}
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
      <p>
        <Link to="/queues">{t('queue.overview')}</Link>
      </p>
    </main>
  )
}
