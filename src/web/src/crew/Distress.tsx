import { IconAlertOctagonFilled, IconCheck, IconMapPin, IconUrgent } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { linkTo, navigationTo } from '../phone/positions'
import { useRoom, useSteps } from '../phone/room'
import { now } from '../platform/clock'
import { useThings } from '../platform/live/useLive'
import { timeOfDay } from '../platform/time'
import type { AlarmView, UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { usePicture } from './crew'
import styles from './distress.module.css'
import { unitDraft } from './drafts'

/** How long it is held: long enough for a pocket not to press it, short enough for somebody who is being attacked. */
const holdFor = 1_200

/** The panic button: held, by finger or key, it alarms everybody; what became of it stands in its place. */
export function DistressButton({ unit }: { unit: UnitView }) {
  const { t, i18n } = useTranslation()
  const { outbox } = useRoom()
  const picture = usePicture()
  const alarms = useThings(picture.alarms)
  const waiting = useSteps().find(step => step.action === 'distress' && step.thingId === unit.id && !step.refused)
  const [held, setHeld] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const sent = alarms.find(alarm => alarm.kind === 'distress' && alarm.unit_id === unit.id && alarm.state !== 'ENDED')

  const begin = () => {
    if (timer.current !== undefined) return
    setHeld(true)
    timer.current = setTimeout(() => {
      release()
      if ('vibrate' in navigator) navigator.vibrate(300)
      void outbox.add(unitDraft(unit, 'distress'))
    }, holdFor)
  }
  const release = () => {
    clearTimeout(timer.current)
    timer.current = undefined
    setHeld(false)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const key = (then: () => void) => (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    then()
  }

  const rings = sent?.state === 'RAISED' || waiting !== undefined
  return (
    <div className={styles.distress}>
      {(sent || waiting) && (
        <p className={styles.sent} role="alert">
          {waiting ? (
            <>
              <IconAlertOctagonFilled size={20} aria-hidden /> {t('crew.distress_waits')}
            </>
          ) : (
            <>
              <IconCheck size={20} aria-hidden />
              {t(rings ? 'crew.distress_sent' : 'crew.distress_answered', {
                time: timeOfDay(sent?.raised_at ?? now(), i18n.language, now()),
              })}
            </>
          )}
        </p>
      )}
      {!rings && (
        <button
          type="button"
          className={styles.hold}
          data-held={held || undefined}
          onPointerDown={begin}
          onPointerUp={release}
          onPointerLeave={release}
          onPointerCancel={release}
          onKeyDown={key(begin)}
          onKeyUp={key(release)}
          onBlur={release}
          onContextMenu={event => event.preventDefault()}
        >
          <IconUrgent size={24} aria-hidden />
          <span>{held ? t('crew.distress_hold_on') : t('crew.distress_hold')}</span>
        </button>
      )}
    </div>
  )
}

/** Other crews in distress: who, and the way there. */
export function Distresses({ own }: { own: number | undefined }) {
  return useThings(usePicture().alarms)
    .filter(alarm => alarm.kind === 'distress' && alarm.state !== 'ENDED' && alarm.unit_id !== own)
    .map(alarm => <Other key={alarm.id} alarm={alarm} />)
}

function Other({ alarm }: { alarm: AlarmView }) {
  const { t, i18n } = useTranslation()
  const { latitude, longitude } = alarm.facts as { latitude?: number; longitude?: number }
  const place = latitude !== undefined && longitude !== undefined ? { latitude, longitude, address: null } : null
  const way = place && navigationTo(place, navigator.userAgent)
  return (
    <section className={styles.other} aria-label={t('crew.other_distress', { unit: alarm.unit_number })}>
      <p role="alert">
        <IconAlertOctagonFilled size={22} aria-hidden />
        <strong>{t('crew.other_distress', { unit: alarm.unit_number })}</strong> {timeOfDay(alarm.raised_at, i18n.language, now())}
      </p>
      {way && (
        <a {...linkTo(way)}>
          <IconMapPin size={18} aria-hidden /> {t('phone.navigate')}
        </a>
      )}
    </section>
  )
}
