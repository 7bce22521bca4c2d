import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { say } from '../platform/announce'
import { answered, api, pressed } from '../platform/api'
import { Dialog } from '../platform/Dialog'
import { RecordForm } from '../platform/RecordForm'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import type { AppointmentView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { moment } from '../platform/zones'
import { clockAt } from '../visits/planner/ruler'
import styles from '../visits/visit.module.css'
import { TripMark } from './marks'
import { useTripsOf } from './reads'

/** The cars of a visit: those that are asked for, and asking for one. */
export function AskForCar({ visit }: { visit: AppointmentView }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const user = useUser()
  const { data } = useTripsOf(visit.id)
  const [asking, setAsking] = useState(false)
  if (!may(user, 'trips.request')) return null
  const time = (at: string) => clockAt(Date.parse(at), visit.zone)
  return (
    <section aria-label={t('trip.of_visit')}>
      <h3>{t('trip.of_visit')}</h3>
      {data && data.length > 0 && (
        <ul className={styles.rows}>
          {data.map(trip => (
            <li key={trip.id}>
              <span className={styles.row}>
                <strong>{t(`trip.leg.${trip.leg}`)}</strong> <TripMark state={trip.state} /> <bdi>{trip.driver_name}</bdi>{' '}
                {trip.unit_number}
              </span>
              <span className={styles.soft}>
                {[
                  trip.passengers.map(one => one.name).join(', '),
                  trip.pick_up_at && t('trip.at', { time: time(trip.pick_up_at) }),
                  trip.eta_at && t('trip.eta', { time: time(trip.eta_at) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
      {visit.ways.length > 0 && (
        <div>
          <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
            {t('trip.ask')}
          </Button>
        </div>
      )}
      {asking && (
        <Dialog title={t('trip.ask')} onClose={() => setAsking(false)}>
          <RecordForm
            fields={[
              {
                name: 'leg',
                label: t('trip.field.leg'),
                as: 'choice',
                required: true,
                choices: visit.ways.map(value => ({ value, label: t(`trip.leg.${value}`) })),
              },
              { name: 'urgent', label: t('trip.urgent'), as: 'tick', help: t('trip.urgent_help') },
              {
                name: 'pick_up_at',
                label: t('trip.field.pick_up_at'),
                as: 'moment',
                help: t('trip.field.pick_up_at_help', { zone: visit.zone }),
              },
              { name: 'seek', label: t('trip.field.seek'), as: 'tick', help: t('trip.field.seek_help') },
              { name: 'note', label: t('trip.field.note'), as: 'text' },
            ]}
            initial={{ leg: visit.ways[0] ?? null, urgent: false, pick_up_at: null, seek: true, note: null }}
            word={t('trip.ask')}
            about={{ already_requested: 'leg', appointment_over: 'leg' }}
            onCancel={() => setAsking(false)}
            onSend={async ({ leg, urgent, pick_up_at, seek, note }) => {
              const at = typeof pick_up_at === 'string' ? moment(pick_up_at, visit.zone) : null
              await answered(
                api.POST('/api/trips', {
                  body: {
                    appointment_id: visit.id,
                    leg,
                    urgency: urgent ? 'urgent' : 'normal',
                    seek,
                    ...(at ? { pick_up_at: at } : {}),
                    ...(note ? { note } : {}),
                  } as never,
                  headers: pressed(),
                }),
              )
              await queries.invalidateQueries({ queryKey: ['trips'] })
              say(t('trip.asked', { client: visit.client_name }))
              setAsking(false)
            }}
          />
        </Dialog>
      )}
    </section>
  )
}
