import type { TFunction } from 'i18next'
import { say } from '../platform/announce'
import { act } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { type Field, RecordForm } from '../platform/RecordForm'
import type { AppointmentView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { moment, wall } from '../platform/zones'
import { absenceReasons, asksOf, cancelReasons, grave } from './asks'
import { useSaidRefusal } from './findings'
import { useVisitAgain } from './VisitSheet'

interface Props {
  visit: AppointmentView
  action: string
  known: readonly AppointmentView[]
  onClose: () => void
}

/** What a key of a visit asks for: another time, another end, a reason. It is the way to move a visit without dragging it, too. */
export function VisitForm({ visit, action, known, onClose }: Props) {
  const { t } = useTranslation()
  const again = useVisitAgain(visit.id)
  const said = useSaidRefusal(known)
  const word = t(`visit.action.${action}`)
  const { zone } = visit
  return (
    <Dialog title={`${word}: ${visit.client_name}`} onClose={onClose}>
      <RecordForm
        fields={asksOf(action).map(name => fieldOf(t, name, action, zone))}
        initial={initialOf(visit, action)}
        word={word}
        grave={grave.has(action)}
        onCancel={onClose}
        onSend={async values => {
          await said(act('appointments', visit.id, action, bodyOf(values, zone)))
          await again()
          say(t('action.done', { action: word, thing: visit.client_name }))
          onClose()
        }}
      />
    </Dialog>
  )
}

function fieldOf(t: TFunction, name: string, action: string, zone: string): Field {
  const reasons = action === 'cancel' ? cancelReasons : absenceReasons
  switch (name) {
    case 'starts_at':
      return { name, label: t('visit.starts'), as: 'moment', required: true, help: t('field.zone', { zone }) }
    case 'ends_at':
      return { name, label: t('visit.ends'), as: 'moment', required: true, help: t('field.zone', { zone }) }
    case 'minutes':
      return { name, label: t('visit.field.minutes'), as: 'number', required: true, help: t('visit.field.minutes_help') }
    case 'reason_code':
      return {
        name,
        label: t('field.reason'),
        as: 'choice',
        required: true,
        choices: reasons.map(value => ({ value, label: t(`visit.reason.${value}`) })),
      }
    case 'reason':
      return { name, label: t('visit.field.more'), as: 'text', help: t('visit.field.more_help') }
    default:
      return { name, label: t(`visit.field.${name}`), as: 'text', help: t(`visit.field.${name}_help`) }
  }
}

const initialOf = (visit: AppointmentView, action: string): Record<string, unknown> =>
  Object.fromEntries(
    asksOf(action).map(name => [
      name,
      name === 'starts_at' || name === 'ends_at' ? wall(visit[name], visit.zone) : name === 'minutes' ? (visit.late_minutes ?? 15) : null,
    ]),
  )

/** What was left empty is left out; times are those of the site's clock. */
const bodyOf = (values: Readonly<Record<string, unknown>>, zone: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      if (value === null || value === '') return []
      return [[name, name.endsWith('_at') && typeof value === 'string' ? moment(value, zone) : value]]
    }),
  )
