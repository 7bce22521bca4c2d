import { say } from '../platform/announce'
import { act } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { RecordForm } from '../platform/RecordForm'
import type { AppointmentView, PlaceView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { moment, wall } from '../platform/zones'
import { evvExceptions } from './asks'
import { useVisitAgain } from './reads'

interface Props {
  visit: AppointmentView
  place: PlaceView
  onClose: () => void
}

/** Puts the record of a visit right after its end: its times, and why. */
export function CorrectVisit({ visit, place, onClose }: Props) {
  const { t } = useTranslation()
  const again = useVisitAgain(visit.id)
  const word = t('visit.place_action.correct')
  const { zone } = visit
  const shown = { started_at: place.started_at && wall(place.started_at, zone), ended_at: place.ended_at && wall(place.ended_at, zone) }
  /** What nobody touched is not sent: a field shows minutes, and the record has seconds. */
  const meant = (name: 'started_at' | 'ended_at', value: unknown) =>
    typeof value === 'string' && value !== '' && value !== shown[name] ? { [name]: moment(value, zone) } : {}
  return (
    <Dialog title={`${word}: ${place.therapist_name ?? visit.client_name}`} onClose={onClose}>
      <RecordForm
        fields={[
          {
            name: 'started_at',
            label: t('visit.began'),
            as: 'moment',
            required: place.started_at !== null,
            help: t('field.zone', { zone }),
          },
          { name: 'ended_at', label: t('visit.ended'), as: 'moment', required: true, help: t('field.zone', { zone }) },
          {
            name: 'evv_exception',
            label: t('visit.field.evv_exception'),
            as: 'choice',
            required: true,
            choices: evvExceptions.map(value => ({ value, label: t(`visit.evv.${value}`) })),
          },
          { name: 'evv_note', label: t('visit.field.evv_note'), as: 'text', required: true, help: t('visit.field.evv_note_help') },
        ]}
        initial={{ ...shown, evv_exception: place.evv_exception, evv_note: null }}
        word={word}
        onCancel={onClose}
        onSend={async ({ started_at, ended_at, ...why }) => {
          await act('places', place.id, 'correct', { ...why, ...meant('started_at', started_at), ...meant('ended_at', ended_at) })
          await again()
          say(t('action.done', { action: word, thing: visit.client_name }))
          onClose()
        }}
      />
    </Dialog>
  )
}
