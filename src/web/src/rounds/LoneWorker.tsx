import { Button } from '@mantine/core'
import { IconHourglass } from '@tabler/icons-react'
import { agreed } from '../phone/agreed'
import styles from '../phone/phone.module.css'
import { useRoom, useSteps } from '../phone/room'
import { now, useAtNow } from '../platform/clock'
import { Mark } from '../platform/Mark'
import type { AppointmentView, PlaceView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { placeDraft } from './rounds'
import own from './rounds.module.css'
import { asksFrom } from './work'

const choices = [15, 30, 60]

/**
 * Whoever is alone with a client past the end of a visit is missed a quarter of an hour later: here they say that nothing is wrong, and for how
 * long. The visit ends when it was to end: who comes next is not moved.
 */
export function LoneWorker({ appointment, place }: { appointment: AppointmentView; place: PlaceView }) {
  const { t, i18n } = useTranslation()
  const { outbox } = useRoom()
  const ends = asksFrom(appointment, place)
  const late = useAtNow(at => place.state === 'IN_PROGRESS' && at > ends)
  const waits = useSteps().some(step => step.action === 'i_am_fine' && step.thingId === place.id && !step.refused)
  if (!late || !place.actions.includes('i_am_fine')) return null
  const fine = (minutes: number) => void outbox.add(placeDraft(appointment, place, 'i_am_fine', { minutes }))
  return (
    <section className={own.over} aria-labelledby="over">
      <h2 id="over" className={styles.title}>
        {t('rounds.over_time', { time: agreed(appointment.ends_at, i18n.language, now()) })}
      </h2>
      {waits ? (
        <Mark icon={IconHourglass} tone="high" word={t('phone.waits')} />
      ) : (
        <>
          <p>{t('rounds.fine_help')}</p>
          <div className={styles.grid}>
            {choices.map(minutes => (
              <Button key={minutes} size="lg" onClick={() => fine(minutes)}>
                {t('rounds.fine', { minutes })}
              </Button>
            ))}
          </div>
        </>
      )}
    </section>
  )
}
