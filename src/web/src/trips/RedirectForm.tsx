import { useQueryClient } from '@tanstack/react-query'
import { say } from '../platform/announce'
import { act } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { RecordForm } from '../platform/RecordForm'
import type { TripView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

/** Sends the car elsewhere: to another place to get in while nobody has, and to another one to get out. */
export function RedirectForm({ trip, onClose }: { trip: TripView; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const word = t('trip.action.redirect')
  const whom = trip.passengers.map(one => one.name ?? '').join(', ')
  const aboard = trip.state === 'ON_BOARD'
  return (
    <Dialog title={`${word}: ${whom}`} onClose={onClose}>
      <RecordForm
        fields={[
          {
            name: 'end',
            label: t('trip.field.end'),
            as: 'choice',
            required: true,
            choices: (aboard ? ['to'] : ['to', 'from']).map(value => ({ value, label: t(`trip.end.${value}`) })),
          },
          { name: 'address', label: t('field.address'), as: 'text', required: true },
          { name: 'latitude', label: t('admin.latitude'), as: 'number', required: true },
          { name: 'longitude', label: t('admin.longitude'), as: 'number', required: true },
          { name: 'reason', label: t('field.reason'), as: 'text' },
        ]}
        initial={{ end: 'to', address: null, latitude: null, longitude: null, reason: null }}
        word={word}
        onCancel={onClose}
        onSend={async ({ end, reason, ...place }) => {
          await act('trips', trip.id, 'redirect', { [String(end)]: place, ...(reason ? { reason } : {}) })
          for (const key of ['trips', 'drivers', 'candidates-of-trip']) await queries.invalidateQueries({ queryKey: [key] })
          say(t('action.done', { action: word, thing: whom }))
          onClose()
        }}
      />
    </Dialog>
  )
}
