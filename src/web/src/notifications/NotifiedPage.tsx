import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Failed, Loading } from '../platform/Loading'
import { useThing } from '../platform/live/useLive'
import { PageFrame } from '../platform/PageFrame'
import { Problem } from '../platform/problem'
import { useUser } from '../platform/session'
import type { NotificationView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { openPushed } from './acts'
import { Message } from './Message'
import { type Mine, useMine } from './mine'
import styles from './preferences.module.css'

/** Where somebody lands who pressed a message on a lock screen while no page of Attend was open: on the way to what it is about. */
export function NotifiedPage() {
  const { t } = useTranslation()
  const { id } = useSearch({ from: '/own/notified' })
  const user = useUser()
  const mine = useMine()
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery({
    queryKey: ['notifications', 'pushed', id],
    queryFn: () => (id !== undefined && user ? openPushed(id, user) : Promise.reject(new Problem('not_found', 404, ''))),
    enabled: user != null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  useEffect(() => {
    if (!data) return
    mine?.inbox.put(data.view)
    mine?.inbox.read([data.view.id])
    if (data.thing) void navigate({ ...data.thing, replace: true } as never)
  }, [data, mine, navigate])
  return (
    <PageFrame title={t('notify.title')}>
      {data && mine ? (
        <Shown view={data.view} mine={mine} />
      ) : error ? (
        error instanceof Problem && error.status === 404 ? (
          <p className={styles.help}>{t('notify.gone')}</p>
        ) : (
          <Failed problem={error} onAgain={refetch} />
        )
      ) : (
        <Loading />
      )}
    </PageFrame>
  )
}

function Shown({ view, mine: { inbox } }: { view: NotificationView; mine: Mine }) {
  const one = useThing(inbox.things, view.id) ?? view
  return (
    <div className={styles.preferences}>
      <Message one={one} unread={false} open asked onOpen={() => {}} inbox={inbox} onGo={() => {}} />
    </div>
  )
}
