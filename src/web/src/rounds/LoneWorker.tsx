import { Button } from '@mantine/core'
import { IconHourglass } from '@tabler/icons-react'
import { agreed } from '../phone/agreed'
import styles from '../phone/phone.module.css'
import { useRoom, useSteps } from '../phone/room'
import { now, useAtNow } from '../platform/clock'
import { Mark } from '../platform/Mark'
import type { AppointmentView, PlaceView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { visitDraft } from './rounds'
import own from './rounds.module.css'

const choices = [15, 30, 60]

/** Whoever is alone with a client past the end of a visit is missed a quarter of an hour later: here they say that nothing is wrong. */
export function LoneWorker({ appointment, place }: { appointment: AppointmentView; place: PlaceView }) {
  const { t, i18n } = useTranslation()
  const { outbox } = useRoom()
  const ends = Date.parse(appointment.ends_at)
  const late = useAtNow(at => place.state === 'IN_PROGRESS' && at > ends)
  const waits = useSteps().some(step => step.action === 'extend' && step.thingId === appointment.id && !step.refused)
  if (!late || !appointment.actions.includes('extend')) return null
  const fine = (minutes: number) =>
    void outbox.add(visitDraft(appointment, place, 'extend', { ends_at: new Date(now() + minutes * 60_000).toISOString() }))
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
