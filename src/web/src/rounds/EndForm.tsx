import { AskForm } from '../phone/AskForm'
import type { Fix } from '../phone/positions'
import { useRoom, useSteps } from '../phone/room'
import type { AppointmentView, PlaceView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { exceptions } from './asks'
import { placeDraft, whereOf } from './rounds'
import { missing, unproved } from './work'

interface Props {
  appointment: AppointmentView
  place: PlaceView
  fix: Fix | null
  onClose: () => void
}

/** Ends a visit: where something of its record is missing, or the proof that is asked for, a code says why. */
export function EndForm({ appointment, place, fix, onClose }: Props) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const lacks = missing(place, fix !== null, unproved(appointment, place, useSteps()))
  const said =
    lacks.length === 0 ? t('rounds.complete') : `${t('rounds.missing')} ${lacks.map(element => t(`rounds.element.${element}`)).join(', ')}.`
  return (
    <AskForm
      thing="places"
      action="end"
      name={appointment.client_name}
      said={said}
      asks={lacks.length === 0 ? [] : exceptions}
      onAnswer={body => void outbox.add(placeDraft(appointment, place, 'end', { ...whereOf(fix), ...body }))}
      onClose={onClose}
    />
  )
}
