import { Button } from '@mantine/core'
import { useState } from 'react'
import { AskForm } from '../phone/AskForm'
import { agreed, dayName } from '../phone/agreed'
import { OthersSteps } from '../phone/OthersSteps'
import styles from '../phone/phone.module.css'
import { useRoom } from '../phone/room'
import { stepWord } from '../phone/stepWord'
import { now } from '../platform/clock'
import { useTranslation } from '../platform/words/useTranslation'
import { asks } from './asks'
import { daysFrom, daysOf } from './days'
import { PlaceMark } from './placeMarks'
import { placeDraft } from './rounds'
import own from './rounds.module.css'
import { underWay, type Visit } from './work'

interface Props {
  visits: readonly Visit[]
  onOpen: (appointment: number) => void
}

/** What is asked first, and then the days with their visits in order. */
export function VisitList({ visits, onOpen }: Props) {
  const { t, i18n } = useTranslation()
  const asked = visits.filter(({ place }) => place.state === 'ASKED')
  const agreed = visits.filter(({ place }) => place.state !== 'ASKED')
  const next = agreed.find(({ place }) => underWay.has(place.state)) ?? agreed.find(({ place }) => place.state === 'ACCEPTED')
  const day = (at: number) => {
    const from = daysFrom(now(), at)
    if (from === 0) return t('rounds.today')
    if (from === 1) return t('rounds.tomorrow')
    return dayName(at, i18n.language)
  }
  return (
    <main className={styles.main}>
      <OthersSteps />
      {asked.length > 0 && (
        <section className={styles.part} aria-labelledby="asked">
          <h2 id="asked" className={styles.title}>
            {t('rounds.asked')}
          </h2>
          <ul className={own.visits}>
            {asked.map(visit => (
              <li key={visit.place.id}>
                <Asked visit={visit} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {daysOf(agreed).map(({ at, visits: those }) => (
        <section key={at} className={styles.part} aria-labelledby={`day-${at}`}>
          <h2 id={`day-${at}`} className={styles.title}>
            {day(at)}
          </h2>
          <ol className={own.visits}>
            {those.map(visit => (
              <li key={visit.place.id}>
                <Card visit={visit} next={visit === next} onOpen={onOpen} />
              </li>
            ))}
          </ol>
        </section>
      ))}
      {visits.length === 0 && <p className={styles.empty}>{t('rounds.none')}</p>}
    </main>
  )
}

function Card({ visit: { appointment, place }, next, onOpen }: { visit: Visit; next: boolean; onOpen: Props['onOpen'] }) {
  const { t, i18n } = useTranslation()
  const time = (at: string) => agreed(at, i18n.language, Date.parse(at))
  return (
    <button type="button" className={own.visit} data-next={next || undefined} onClick={() => onOpen(appointment.id)}>
      <span className={own.time}>{t('rounds.from_to', { from: time(appointment.starts_at), to: time(appointment.ends_at) })}</span>
      <PlaceMark state={place.state} />
      <strong className={own.name}>
        <bdi>{appointment.client_name}</bdi>
      </strong>
      <span className={own.address}>
        <bdi>{appointment.address}</bdi>
      </span>
      {appointment.late_minutes ? <span className={own.late}>{t('rounds.late', { count: appointment.late_minutes })}</span> : null}
    </button>
  )
}

function Asked({ visit, onOpen }: { visit: Visit; onOpen: Props['onOpen'] }) {
  const { t, i18n } = useTranslation()
  const { outbox } = useRoom()
  const [rejecting, setRejecting] = useState(false)
  const { appointment, place } = visit
  const { starts_at, client_name } = appointment
  const day = dayName(starts_at, i18n.language)
  return (
    <div className={own.asked}>
      <p className={own.day}>{day}</p>
      <Card visit={visit} next={false} onOpen={onOpen} />
      {place.answer_by && <p>{t('rounds.answer_by', { time: agreed(place.answer_by, i18n.language, now()) })}</p>}
      <div className={styles.pair}>
        {place.actions.includes('reject') && (
          <Button size="lg" variant="default" onClick={() => setRejecting(true)}>
            {stepWord(t, 'places', 'reject')}
          </Button>
        )}
        {place.actions.includes('accept') && (
          <Button size="lg" onClick={() => void outbox.add(placeDraft(appointment, place, 'accept'))}>
            {stepWord(t, 'places', 'accept')}
          </Button>
        )}
      </div>
      {rejecting && (
        <AskForm
          thing="places"
          action="reject"
          name={client_name}
          asks={asks.reject ?? []}
          onAnswer={body => void outbox.add(placeDraft(appointment, place, 'reject', body))}
          onClose={() => setRejecting(false)}
        />
      )}
    </div>
  )
}
