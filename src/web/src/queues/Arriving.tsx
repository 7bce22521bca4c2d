import { useEffect, useMemo, useRef, useState } from 'react'
import { ConnectionMark } from '../dispatch/ConnectionMark'
import { RowsLoading } from '../dispatch/ListNotes'
import { say } from '../platform/announce'
import { LiveSocket } from '../platform/live/socket'
import { useOpen, useStand, useThings } from '../platform/live/useLive'
import type { ArrivalView, QueueView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { ArrivingRow } from './ArrivingRow'
import styles from './arriving.module.css'
import { type ArrivingNews, ArrivingRoom, byTime, byUrgency, isThere } from './arrivingRoom'
import { ReceiveDialog } from './ReceiveDialog'

export type EmergencyQueue = Pick<QueueView, 'id' | 'code' | 'site_id' | 'levels'>

/**
 * Who comes to an emergency queue by ambulance: at the door first, then on the way with the time counting down. It keeps a line of its own
 * open, whose state it shows, so that any page may put it anywhere.
 */
export function Arriving({ queue }: { queue: EmergencyQueue }) {
  return <Panel key={queue.id} queue={queue} />
}

function Panel({ queue }: { queue: EmergencyQueue }) {
  const { t } = useTranslation()
  const tell = useRef<(news: ArrivingNews) => void>(() => {})
  const [{ room, socket }] = useState(() => {
    const room = new ArrivingRoom(queue.id, news => tell.current(news))
    return { room, socket: new LiveSocket(`/ws/arrivals/${queue.code}/?site=${queue.site_id}`, room.receive) }
  })
  // Not the row's own: somebody who arrives while the nurse fills it in must not close it.
  const [asked, setAsked] = useState<ArrivalView | null>(null)
  const arrivals = useThings(room.arrivals)
  const there = useMemo(() => arrivals.filter(isThere).toSorted(byUrgency), [arrivals])
  const coming = useMemo(() => arrivals.filter(one => !isThere(one)).toSorted(byTime), [arrivals])
  const stand = useStand(room.standing)

  useEffect(() => {
    tell.current = ({ kind, arrival }) => {
      const unit = arrival.unit_number
      if (kind === 'announced') say(t('arriving.announced', { unit, level: arrival.level.name }), 'alarm')
      else say(t('arriving.arrived', { unit, number: arrival.ticket_number ?? '' }), 'alarm')
    }
  }, [t])
  useOpen(socket)

  return (
    <section className={styles.panel} aria-labelledby={`arriving-${queue.id}`}>
      <header className={styles.head}>
        <h2 id={`arriving-${queue.id}`}>{t('arriving.title')}</h2>
        <span>{t('arriving.count', { count: arrivals.length })}</span>
        <ConnectionMark socket={socket} catchingUp={stand === 'behind'} />
      </header>
      {stand === 'waiting' ? (
        <RowsLoading height={72} />
      ) : arrivals.length === 0 ? (
        <p className={styles.nobody}>
          <strong>{t('arriving.nobody')}</strong>
          <span>{t('arriving.nobody_help')}</span>
        </p>
      ) : (
        <>
          <List title={t('arriving.at_the_door')} arrivals={there} onReceive={setAsked} />
          <List title={t('arriving.on_the_way')} arrivals={coming} onReceive={setAsked} />
        </>
      )}
      {asked && <ReceiveDialog arrival={asked} queue={queue} onDone={view => room.take(view)} onClose={() => setAsked(null)} />}
    </section>
  )
}

function List({
  title,
  arrivals,
  onReceive,
}: {
  title: string
  arrivals: readonly ArrivalView[]
  onReceive: (arrival: ArrivalView) => void
}) {
  if (arrivals.length === 0) return null
  return (
    <section aria-label={title}>
      <h3 className={styles.title}>{title}</h3>
      <ul className={styles.list}>
        {arrivals.map(arrival => (
          <ArrivingRow key={arrival.id} arrival={arrival} onReceive={onReceive} />
        ))}
      </ul>
    </section>
  )
}
