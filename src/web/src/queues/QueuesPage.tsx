import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { LostNotice } from '../dispatch/LostNotice'
import { StatusBar } from '../dispatch/StatusBar'
import { Today } from '../people/Today'
import { answered, api } from '../platform/api'
import { Waiting } from '../platform/Interlude'
import { useKeys } from '../platform/keys'
import { Failed, Loading } from '../platform/Loading'
import { PlainTable } from '../platform/PlainTable'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import type { QueueView, TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { AlarmStrip, useAlarms } from './AlarmStrip'
import { useFollowing, useStanding, useWaitingCount } from './following'
import { LevelMark, TicketStateMark } from './marks'
import { useOver } from './over'
import { QueueCard } from './QueueCard'
import { QueueHeader } from './QueueHeader'
import styles from './queues.module.css'
import { isOwn, useQueues } from './reads'
import { Shortcuts } from './Shortcuts'
import { Stage } from './Stage'

/** Every queue of whoever runs them, at a glance; others see what is theirs. */
export function QueuesPage() {
  const user = useUser()
  return user?.permissions['queues.open'] ? <OwnQueues /> : <Today />
}

function OwnQueues() {
  const { data, error, refetch } = useQueues()
  if (error && !data) {
    return (
      <main className={styles.failed}>
        <Failed problem={error} onAgain={refetch} />
      </main>
    )
  }
  if (!data) return <Waiting />
  const own = data.filter(isOwn)
  return (
    <Stage key={own.map(queue => queue.id).join()} queues={data} followed={own}>
      <Overview own={own} />
    </Stage>
  )
}

function Overview({ own }: { own: readonly QueueView[] }) {
  const { t } = useTranslation()
  const user = useUser()
  const { rooms } = useFollowing()
  const { ringing, answer, quiet } = useAlarms()
  const [help, setHelp] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed.trim(), 300)
  const catchingUp = useStanding() === 'behind'
  const waiting = useWaitingCount()
  useKeys({
    '/': () => search.current?.focus(),
    '?': () => setHelp(true),
    a: quiet,
  })
  useEffect(() => {
    document.title = `${t('queue.overview')} · ${t('app')}`
  }, [t])
  const sites = [...new Set(own.map(queue => queue.site_name))].toSorted((a, b) => a.localeCompare(b))
  return (
    <div className={styles.room}>
      <QueueHeader title={t('queue.overview')} line={{ socket: rooms, catchingUp }} rings onHelp={() => setHelp(true)}>
        {waiting !== null && <p className={styles.total}>{t('queue.waiting_count', { count: waiting })}</p>}
      </QueueHeader>
      <AlarmStrip ringing={ringing} onAnswer={answer} />
      <main className={styles.main}>
        <search>
          <TextInput
            ref={search}
            className={styles.search}
            label={t('queue.find_number')}
            description={t('queue.find_number_help')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="off"
            value={typed}
            leftSection={<IconSearch size={16} aria-hidden />}
            onChange={event => setTyped(event.currentTarget.value)}
            onKeyDown={event => event.key === 'Escape' && setTyped('')}
          />
        </search>
        {/\d$/.test(asked) && <Found number={asked} />}
        {own.length === 0 && (
          <p>
            {t('queue.none')} {may(user, 'queues.manage') && <Link to="/admin/queues">{t('admin.place.queue_setup')}</Link>}
          </p>
        )}
        {sites.map(site => (
          <section key={site} aria-label={site} className={styles.site}>
            <h2>{site}</h2>
            <ul className={styles.cards}>
              {own
                .filter(queue => queue.site_name === site)
                .toSorted((a, b) => a.code.localeCompare(b.code))
                .map(queue => (
                  <QueueCard key={queue.id} queue={queue} />
                ))}
            </ul>
          </section>
        ))}
      </main>
      <StatusBar />
      <LostNotice socket={rooms} advice={t('queue.offline_advice')} />
      {help && <Shortcuts of="queues" onClose={() => setHelp(false)} />}
    </div>
  )
}

/** Where the number that somebody shows is now, whichever queue it was sent to. */
function Found({ number }: { number: string }) {
  const { t } = useTranslation()
  const { show } = useOver()
  const { data, error, refetch } = useQuery({
    queryKey: ['number', number],
    queryFn: ({ signal }) => answered(api.GET('/api/tickets', { params: { query: { number } }, signal })),
    refetchInterval: 15_000,
  })
  if (error && !data) return <Failed problem={error} onAgain={refetch} />
  if (!data) return <Loading lines={2} />
  return (
    <PlainTable<TicketView>
      label={t('queue.found')}
      rows={data}
      keyOf={ticket => ticket.id}
      empty={t('queue.found_none', { number })}
      columns={[
        {
          head: t('queue.ticket'),
          cell: ticket => (
            <button type="button" className={styles.number} onClick={() => show(ticket.id)}>
              {ticket.number}
            </button>
          ),
        },
        {
          head: t('queue.fact.queue'),
          cell: ticket => (
            <Link to="/queues/$id" params={{ id: String(ticket.queue_id) }}>
              {ticket.queue_name}
            </Link>
          ),
        },
        { head: t('admin.state'), cell: ticket => <TicketStateMark state={ticket.state} /> },
        { head: t('queue.fact.level'), cell: ticket => <LevelMark level={ticket.level} /> },
        { head: t('queue.position'), cell: ticket => ticket.position ?? '–', number: true },
        { head: t('queue.fact.desk'), cell: ticket => ticket.desk_name ?? '–' },
      ]}
    />
  )
}
