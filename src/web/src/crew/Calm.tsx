import { Button } from '@mantine/core'
import { IconBellCheck, IconClipboardCheck, IconDoorExit, IconHourglass, IconPhone } from '@tabler/icons-react'
import { useState } from 'react'
import { StateMark } from '../dispatch/callMarks'
import { StatusMark } from '../fleet/StatusMark'
import { RingSheet } from '../phone/CannotRing'
import { OthersSteps } from '../phone/OthersSteps'
import styles from '../phone/phone.module.css'
import { believed } from '../phone/predict'
import { useRoom, useSteps } from '../phone/room'
import { now } from '../platform/clock'
import { Mark } from '../platform/Mark'
import { Timer } from '../platform/Timer'
import { timeOfDay } from '../platform/time'
import type { ResponseView, UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useDispatchNumber } from './crew'
import { DistressButton } from './Distress'
import { responseDraft, subjectOf, unitDraft } from './drafts'
import { LastCheck, useCheckDue } from './LastCheck'
import { UnitForm } from './StepForm'
import { Undo } from './Undo'
import { VehicleCheck } from './VehicleCheck'

/** Nothing to do: which unit, who is aboard, what it counts as, and what one does between calls. */
export function Calm({ unit, recent }: { unit: UnitView; recent: ResponseView | undefined }) {
  const { t, i18n } = useTranslation()
  const { me, outbox } = useRoom()
  const number = useDispatchNumber()
  const due = useCheckDue(unit.id)
  const [asking, setAsking] = useState<'check' | 'hold' | 'ring' | null>(null)
  // Until the server has the end of a call, it counts the unit as still on it.
  const steps = useSteps()
  const waits = recent !== undefined && believed(steps, subjectOf(recent.call_id)).some(step => step.thingId === recent.id)
  const ending = waits ? recent : undefined
  return (
    <>
      <main className={styles.main}>
        <OthersSteps />
        <section className={styles.card} aria-labelledby="standing">
          <h2 id="standing" className={styles.title}>
            {t('crew.no_call')}
          </h2>
          <p className={styles.status}>
            {ending ? (
              <>
                <StateMark state={ending.state} form="outline" /> <Mark icon={IconHourglass} tone="high" word={t('phone.waits')} />
              </>
            ) : (
              <>
                <StatusMark status={unit.status} form="outline" /> <Timer since={unit.status_since} />
              </>
            )}
          </p>
          {unit.hold && (
            <p>
              <IconHourglass size={16} aria-hidden /> {t('unit.hold')}: {t(`hold.${unit.hold.reason}`)}
              {unit.hold.until && ` ${t('unit.until', { time: timeOfDay(unit.hold.until, i18n.language, now()) })}`}
            </p>
          )}
          <h3>{t('unit.crew')}</h3>
          <ul className={styles.plain}>
            {unit.crew.map(member => (
              <li key={member.member}>
                <bdi>{member.name}</bdi> {member.certification && <span className={styles.soft}>{member.certification}</span>}
              </li>
            ))}
          </ul>
          <LastCheck unit={unit.id} />
        </section>
        <div className={styles.grid}>
          <Button
            size="lg"
            variant={due ? 'filled' : 'default'}
            leftSection={<IconClipboardCheck aria-hidden />}
            onClick={() => setAsking('check')}
          >
            {t('crew.check')}
          </Button>
          {unit.hold === null && unit.actions.includes('hold') && (
            <Button size="lg" variant="default" leftSection={<IconHourglass aria-hidden />} onClick={() => setAsking('hold')}>
              {t('action.hold')}
            </Button>
          )}
          {unit.hold !== null && unit.actions.includes('release') && (
            <Button size="lg" variant="default" onClick={() => void outbox.add(unitDraft(unit, 'release'))}>
              {t('action.release')}
            </Button>
          )}
          <Button size="lg" variant="default" leftSection={<IconBellCheck aria-hidden />} onClick={() => setAsking('ring')}>
            {t('phone.test_alert')}
          </Button>
          {number && (
            <Button size="lg" variant="default" component="a" href={`tel:${number}`} leftSection={<IconPhone aria-hidden />}>
              {t('crew.dispatcher')}
            </Button>
          )}
          {recent?.actions.includes('back_at_base') && (
            <Button size="lg" variant="default" onClick={() => void outbox.add(responseDraft(recent, 'back_at_base'))}>
              {t('action.back_at_base')}
            </Button>
          )}
          <Button
            size="lg"
            variant="default"
            leftSection={<IconDoorExit className="turns" aria-hidden />}
            onClick={() => void outbox.add(unitDraft(unit, 'sign_off', { user_ids: [me.id] }))}
          >
            {t('action.sign_off')}
          </Button>
        </div>
      </main>
      <footer className={styles.dock}>
        <div className={styles.low}>
          {recent && <Undo response={recent} />}
          <DistressButton unit={unit} />
        </div>
      </footer>
      {asking === 'check' && <VehicleCheck unit={unit} onClose={() => setAsking(null)} />}
      {asking === 'ring' && <RingSheet onClose={() => setAsking(null)} />}
      {asking === 'hold' && <UnitForm action="hold" unit={unit} onClose={() => setAsking(null)} />}
    </>
  )
}
