import { Button } from '@mantine/core'
import { IconArrowLeft, IconCurrentLocation, IconCurrentLocationOff, IconMapPin } from '@tabler/icons-react'
import { useState } from 'react'
import { AskForm } from '../phone/AskForm'
import { agreed, dayName } from '../phone/agreed'
import { useMoved } from '../phone/bounce'
import { NextButton } from '../phone/NextButton'
import { OtherSteps } from '../phone/OtherSteps'
import styles from '../phone/phone.module.css'
import type { Fix } from '../phone/positions'
import { useRoom, useSteps } from '../phone/room'
import tools from '../phone/tools.module.css'
import { useFix } from '../phone/useFix'
import { WayTool } from '../phone/WayTool'
import { useAtNow } from '../platform/clock'
import { Mark } from '../platform/Mark'
import type { AppointmentView, PlaceView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { asks } from './asks'
import { Car, useCarLegs } from './Car'
import { EndForm } from './EndForm'
import { LoneWorker } from './LoneWorker'
import { MaterialForm, Materials } from './Materials'
import { ProofForm } from './ProofForm'
import { iconOf } from './placeMarks'
import { carDraft, placeDraft, visitDraft, whereOf } from './rounds'
import own from './rounds.module.css'
import { aside, underWay, unproved, type Visit } from './work'

interface Props {
  visit: Visit
  onBack: () => void
}

/** What is written of its place when it is begun and ended (visit verification); until then nobody needs to know. */
const located: ReadonlySet<string> = new Set(['start', 'end'])

/** So long before it is to begin nobody asks where the phone is, unless it is under way. */
const early = 3_600_000

/** From arriving on there is something to write down. */
const there: ReadonlySet<string> = new Set(['ARRIVED', 'IN_PROGRESS', 'COMPLETED'])

/** One visit: where and when, what is done there, and what comes next. */
export function VisitScreen({ visit, onBack }: Props) {
  const { t, i18n } = useTranslation()
  const { appointment, place, next } = visit
  const soon = useAtNow(now => now >= Date.parse(appointment.starts_at) - early)
  const fix = useFix(underWay.has(place.state) || (soon && place.state === 'ACCEPTED'))
  const time = (at: string) => agreed(at, i18n.language, Date.parse(at))
  const others = appointment.places.filter(one => one.id !== place.id && one.therapist_name !== null && one.state !== 'RELEASED')
  useMoved(`${place.id} ${next}`)
  return (
    <>
      <main className={styles.main}>
        <Button
          size="md"
          variant="default"
          leftSection={<IconArrowLeft className="turns" size={18} aria-hidden />}
          onClick={onBack}
          className={own.back}
        >
          {t('rounds.back')}
        </Button>
        <LoneWorker appointment={appointment} place={place} />
        <section className={styles.call} aria-labelledby="visit">
          <h2 id="visit" className={styles.title}>
            <bdi>{appointment.client_name}</bdi>
          </h2>
          <p className={own.time}>
            {dayName(appointment.starts_at, i18n.language)},{' '}
            {t('rounds.from_to', { from: time(appointment.starts_at), to: time(appointment.ends_at) })}
          </p>
          <p className={styles.place}>
            <IconMapPin size={26} aria-hidden />
            <bdi>{appointment.address}</bdi>
          </p>
          {appointment.late_minutes ? <p>{t('rounds.late', { count: appointment.late_minutes })}</p> : null}
          {others.length > 0 && (
            <p>
              {t('rounds.with')}: {others.map(one => one.therapist_name).join(', ')}
            </p>
          )}
          {(place.state === 'ARRIVED' || place.state === 'IN_PROGRESS') && <PlaceKnown fix={fix} />}
        </section>
        <section className={styles.part} aria-labelledby="services">
          <h3 id="services">{t('rounds.services')}</h3>
          <ul className={styles.plain}>
            {appointment.services.map(service => (
              <li key={service.number}>
                <bdi>{service.name}</bdi> <span className={styles.soft}>{t('rounds.minutes', { minutes: service.minutes })}</span>
              </li>
            ))}
          </ul>
        </section>
        {appointment.notes && (
          <section className={styles.part} aria-labelledby="notes">
            <h3 id="notes">{t('rounds.notes')}</h3>
            <bdi className={styles.text}>{appointment.notes}</bdi>
          </section>
        )}
        <Car appointment={appointment} />
        {there.has(place.state) && <Materials appointment={appointment} />}
        {place.proved && <p>{t(`rounds.proved.${place.proved}`)}</p>}
      </main>
      <Dock visit={visit} fix={fix} />
    </>
  )
}

function PlaceKnown({ fix }: { fix: Fix | null }) {
  const { t } = useTranslation()
  return (
    <p className={styles.sharing}>
      {fix ? (
        <Mark icon={IconCurrentLocation} tone="plain" word={t('rounds.place_known', { metres: Math.round(fix.accuracy ?? 0) })} />
      ) : (
        <Mark icon={IconCurrentLocationOff} tone="high" word={t('rounds.place_unknown')} />
      )}
    </p>
  )
}

/** What else may be done, beside the lifecycle's own steps: what is written down where somebody is, and a car. */
function useOthers({ appointment, place, next }: Visit): readonly string[] {
  const legs = useCarLegs(appointment)
  const time = useAtNow(now => now >= Date.parse(appointment.starts_at))
  const knows = place.state === 'EN_ROUTE' || place.state === 'ARRIVED' || (time && place.state === 'ACCEPTED')
  return [
    ...(there.has(place.state) ? ['materials', 'proof'] : []),
    ...(legs.length > 0 ? ['request'] : []),
    ...(appointment.actions.includes('running_late') && (place.state === 'ACCEPTED' || place.state === 'EN_ROUTE') ? ['running_late'] : []),
    ...place.actions.filter(action => action !== next && !aside.has(action)),
    ...(appointment.actions.includes('no_show') && knows ? ['no_show'] : []),
    ...place.actions.filter(action => action === 'reject'),
  ]
}

const grave: ReadonlySet<string> = new Set(['no_show', 'reject'])

function Dock({ visit, fix }: { visit: Visit; fix: Fix | null }) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const { appointment, place, next } = visit
  const [asking, setAsking] = useState<string | null>(null)
  const others = useOthers(visit)
  const lacksProof = unproved(appointment, place, useSteps())
  const close = () => setAsking(null)
  const take = (action: string) => {
    if (action === 'end' && lacksProof && there.has(place.state)) setAsking('proof_first')
    else if (action in asks || action === 'end' || action === 'materials' || action === 'proof') setAsking(action)
    else void outbox.add(placeDraft(appointment, place, action, located.has(action) ? whereOf(fix) : {}))
  }
  return (
    <footer className={styles.dock}>
      <div className={tools.tools}>
        <WayTool to={appointment} word={t('rounds.to_client')} fix={fix} />
        <OtherSteps thing="visit" name={appointment.client_name} actions={others} grave={grave} iconOf={iconOf} onTake={take} />
      </div>
      {next && <NextButton thing="places" action={next} icon={iconOf(next)} onTake={() => take(next)} />}
      {asking === 'end' && <EndForm appointment={appointment} place={place} fix={fix} onClose={close} />}
      {asking === 'materials' && <MaterialForm appointment={appointment} place={place} onClose={close} />}
      {(asking === 'proof' || asking === 'proof_first') && (
        <ProofForm
          appointment={appointment}
          place={place}
          onClose={close}
          onEnd={asking === 'proof_first' ? () => setAsking('end') : null}
        />
      )}
      {asking !== null && asking in asks && <StepForm action={asking} appointment={appointment} place={place} onClose={close} />}
    </footer>
  )
}

function StepForm({
  action,
  appointment,
  place,
  onClose,
}: {
  action: string
  appointment: AppointmentView
  place: PlaceView
  onClose: () => void
}) {
  const { outbox } = useRoom()
  const legs = useCarLegs(appointment)
  const add = (body: Readonly<Record<string, unknown>>) => {
    if (action === 'request') return outbox.add(carDraft(appointment, body))
    if (action === 'running_late' || action === 'no_show') return outbox.add(visitDraft(appointment, place, action, body))
    return outbox.add(placeDraft(appointment, place, action, body))
  }
  return (
    <AskForm
      thing="visit"
      action={action}
      name={appointment.client_name}
      asks={(asks[action] ?? []).map(one => (one.name === 'leg' ? { ...one, as: legs } : one))}
      onAnswer={body => void add(body)}
      onClose={onClose}
    />
  )
}
