import { IconCar, IconHourglass } from '@tabler/icons-react'
import { TripMark } from '../drive/tripMarks'
import { agreed } from '../phone/agreed'
import styles from '../phone/phone.module.css'
import { useSteps } from '../phone/room'
import { now } from '../platform/clock'
import { useThings } from '../platform/live/useLive'
import { Mark } from '../platform/Mark'
import type { AppointmentView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { usePicture } from './rounds'

/** The ways of a visit for which no car is asked for yet; before anybody has said that they come, none. */
export function useCarLegs(appointment: AppointmentView): readonly string[] {
  const trips = useThings(usePicture().of.trips).filter(trip => trip.appointment_id === appointment.id)
  const asked = [...trips.map(trip => trip.leg as string), ...useAsked(appointment).map(step => step.body.leg)]
  // What a phone kept from before the ways were said offers none until there is a network.
  return appointment.state === 'PENDING' ? [] : (appointment.ways ?? []).filter(leg => !asked.includes(leg))
}

/** Cars that were asked for without a network. */
const useAsked = (appointment: AppointmentView) =>
  useSteps().filter(step => step.action === 'request' && step.body.appointment_id === appointment.id && !step.refused)

/** The cars there and back, those asked for without a network among them. */
export function Car({ appointment }: { appointment: AppointmentView }) {
  const { t, i18n } = useTranslation()
  const trips = useThings(usePicture().of.trips).filter(trip => trip.appointment_id === appointment.id)
  const waiting = useAsked(appointment)
  if (trips.length + waiting.length === 0) return null
  const time = (at: string) => agreed(at, i18n.language, now())
  return (
    <section className={styles.part} aria-labelledby="car">
      <h3 id="car">{t('rounds.car')}</h3>
      <ul className={styles.plain}>
        {trips.map(trip => {
          const at = trip.eta_at ?? trip.pick_up_at
          return (
            <li key={trip.id}>
              <strong>{t(`choice.${trip.leg}`)}</strong> <TripMark state={trip.state} />{' '}
              {[at && time(at), trip.driver_name, trip.unit_number].filter(Boolean).join(' · ')}
            </li>
          )
        })}
        {waiting.map(step => (
          <li key={`waits-${step.id}`}>
            <IconCar size={18} aria-hidden /> <strong>{t(`choice.${String(step.body.leg)}`)}</strong>{' '}
            <Mark icon={IconHourglass} tone="high" word={t('phone.waits')} />
          </li>
        ))}
      </ul>
    </section>
  )
}
