import { Button } from '@mantine/core'
import { IconMapPin, IconPhone } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { PriorityMark, StateMark, TypeMark } from '../dispatch/callMarks'
import { placeOf } from '../dispatch/callOrder'
import styles from '../phone/phone.module.css'
import { isHidden, SharingMark, useUnderWay } from '../phone/SharingMark'
import { Timer } from '../platform/Timer'
import type { CallView, Place, ResponseView, UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { CallWarnings } from './CallWarnings'
import { DistressButton } from './Distress'
import { hospitalsQuery } from './hospitals'
import { Notes } from './Notes'
import { Patients } from './Patients'
import { PreAlert } from './PreAlert'
import { NextStep } from './Steps'
import { Tools } from './Tools'
import { Undo } from './Undo'

interface Props {
  response: ResponseView
  call: CallView
  unit: UnitView | undefined
}

/** The call in hand: what and where, what comes next, and everything that a crew may need on the way, without a network too. */
export function CallScreen({ response, call, unit }: Props) {
  const { t } = useTranslation()
  const { fix, shares } = useUnderWay(response.unit_id)
  const hidden = isHidden(shares)
  // Asked for now, so that it is here when the network is not.
  useQuery(hospitalsQuery(call.id))

  return (
    <>
      <PreAlert response={response} call={call} />
      <main className={styles.main}>
        <CallWarnings call={call} />
        <section className={styles.call} aria-labelledby="call">
          <Where place={call.location} label={call.drop_off ? t('call.pick_up') : null} />
          {call.drop_off && <Where place={call.drop_off} label={t('call.drop_off')} />}
          <div className={styles.what}>
            <TypeMark type={call.emergency_type} />
            {call.description && <p className={styles.text}>{call.description}</p>}
          </div>
          <div className={styles.marks}>
            <PriorityMark priority={call.priority} />
            <h2 id="call" className={styles.number}>
              {call.call_id}
            </h2>
            <span className={styles.duration}>
              <span className="spoken">{t('crew.since_dispatch')} </span>
              <Timer since={response.assigned_at} />
            </span>
          </div>
          {call.determinant && (
            <p className={styles.soft}>
              {t('call.determinant')}: {call.determinant}
            </p>
          )}
          {hidden && <SharingMark shares={shares} />}
        </section>
        <Patients call={call} />
        <Notes call={call} />
        <Callers call={call} />
        <Others call={call} response={response} />
        {!hidden && <SharingMark shares={shares} />}
      </main>
      <footer className={styles.dock}>
        <Tools response={response} call={call} fix={fix} />
        <NextStep response={response} call={call} />
        <div className={styles.low}>
          <Undo response={response} />
          {unit && <DistressButton unit={unit} />}
        </div>
      </footer>
    </>
  )
}

function Where({ place, label }: { place: Place; label: string | null }) {
  return (
    <p className={styles.place}>
      <IconMapPin size={26} aria-hidden />
      <span>
        {label && <span className={styles.soft}>{label}: </span>}
        <bdi>{placeOf(place)}</bdi>
      </span>
    </p>
  )
}

/** Who rang, one tap away. */
function Callers({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const callers = call.callers.filter(caller => caller.phone)
  if (callers.length === 0) return null
  return (
    <section className={styles.part} aria-labelledby="numbers">
      <h3 id="numbers">{t('crew.ring_up')}</h3>
      <div className={styles.grid}>
        {callers.map(caller => (
          <Button
            key={caller.id}
            size="lg"
            variant="default"
            component="a"
            href={`tel:${caller.phone}`}
            leftSection={<IconPhone aria-hidden />}
          >
            {caller.name ? t('crew.caller_named', { name: caller.name }) : t('crew.caller')}
          </Button>
        ))}
      </div>
    </section>
  )
}

function Others({ call, response }: { call: CallView; response: ResponseView }) {
  const { t } = useTranslation()
  const others = call.units.filter(unit => unit.response_id !== response.id)
  if (others.length === 0) return null
  return (
    <section className={styles.part} aria-labelledby="others">
      <h3 id="others">{t('crew.others')}</h3>
      <ul className={styles.plain}>
        {others.map(unit => (
          <li key={unit.response_id}>
            <strong>{unit.unit_number}</strong> <StateMark state={unit.state} /> <Timer since={unit.state_since} />
          </li>
        ))}
      </ul>
    </section>
  )
}
