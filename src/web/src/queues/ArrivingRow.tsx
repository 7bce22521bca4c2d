import { Button } from '@mantine/core'
import { IconAlertOctagonFilled, IconAmbulance, IconBellRinging, IconTransferIn } from '@tabler/icons-react'
import { memo } from 'react'
import { TypeMark } from '../dispatch/callMarks'
import { ArrivalTime } from '../hospital/ArrivalTime'
import { Mark } from '../platform/Mark'
import { useUser } from '../platform/session'
import { Timer } from '../platform/Timer'
import type { ArrivalView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './arriving.module.css'
import { isThere } from './arrivingRoom'
import { LevelMark } from './marks'

/** One patient, readable from across the room: when, with whom, how urgent, and the one button. */
export const ArrivingRow = memo(({ arrival, onReceive }: { arrival: ArrivalView; onReceive: (arrival: ArrivalView) => void }) => {
  const { t } = useTranslation()
  const user = useUser()
  const { unit_number, unit_level, emergency_type, age, sex, level, emergency, call, ticket_number, ticket_state, care_transferred_at } =
    arrival
  const person = [age !== null && t('call.age_years', { age }), sex && t(`sex.${sex}`, { defaultValue: sex })].filter(Boolean).join(', ')
  // The room's bytes carry what its nurses may do; who only watches is shown no button that would be refused.
  const may = user?.permissions['queues.triage'] !== undefined && arrival.actions.includes('receive')
  return (
    <li className={styles.row} data-arrival={arrival.id} data-emergency={emergency || undefined}>
      <div className={styles.when}>
        {isThere(arrival) ? (
          <>
            <strong className={styles.number}>
              <bdi>{ticket_number}</bdi>
            </strong>
            <span>
              {t('arriving.here_for')} <Timer since={arrival.state_since} />
            </span>
          </>
        ) : (
          <ArrivalTime alert={arrival} />
        )}
      </div>
      <div className={styles.who}>
        <p className={styles.unit}>
          <strong>
            <IconAmbulance size="1.1em" aria-hidden /> <bdi>{unit_number}</bdi>
          </strong>
          <span>{t(`level.${unit_level}`)}</span>
          <TypeMark type={emergency_type} />
          {person && <span className={styles.person}>{person}</span>}
        </p>
        <p className={styles.unit}>
          {emergency && <Mark icon={IconAlertOctagonFilled} tone="critical" form="solid" word={t('arriving.emergency')} />}
          <LevelMark level={level} />
          <span className={styles.soft}>{t('arriving.proposed')}</span>
        </p>
        <p className={styles.soft}>
          <bdi>{call}</bdi>
          {care_transferred_at && <Mark icon={IconTransferIn} tone="loaded" word={t('arriving.care_transferred')} />}
          {ticket_state === 'CALLED' && <Mark icon={IconBellRinging} tone="alerted" word={t('arriving.called')} />}
        </p>
      </div>
      {may && (
        <Button size="md" aria-label={`${t('arriving.receive')}: ${ticket_number}`} onClick={() => onReceive(arrival)}>
          {t('arriving.receive')}
        </Button>
      )}
    </li>
  )
})
