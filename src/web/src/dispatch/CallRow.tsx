import { memo } from 'react'
import { Timer } from '../platform/Timer'
import type { CallState, CallView, Priority } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { NeedsUnitMark, PriorityMark, StateMark, TypeMark } from './callMarks'
import { complaintOf, gone, placeOf, startOf } from './callOrder'
import styles from './callRow.module.css'
import { CallTarget } from './TargetMarks'

/** One call: how urgent, where, who is on it, how long; below it in which state, and what happened. */
export const CallRow = memo(({ call, narrow }: { call: CallView; narrow: boolean }) => {
  const { t } = useTranslation()
  const units = call.units.filter(unit => !gone.has(unit.state))
  const complaint = complaintOf(call)
  return (
    <div className={styles.row} data-needs={call.needs_unit || undefined} data-priority={call.priority} data-narrow={narrow || undefined}>
      <span className={styles.priority}>
        <PriorityMark priority={call.priority} />
      </span>
      <span className={styles.where}>
        <bdi className={styles.address}>{placeOf(call.location)}</bdi>
        {units.length > 0 && <span className={styles.units}>{units.map(unit => unit.unit_number).join(', ')}</span>}
      </span>
      <span className={styles.time}>
        <Timer since={startOf(call)} />
      </span>
      <span className={styles.state}>{call.needs_unit ? <NeedsUnitMark /> : <StateMark state={call.state} />}</span>
      <span className={styles.what}>
        <TypeMark type={call.emergency_type} />
        {call.determinant && <bdi className={styles.soft}>{call.determinant}</bdi>}
        {call.unverified && <span className={styles.flag}>{t('call.unverified')}</span>}
        {call.warnings > 0 && <span className={styles.flag}>{t('call.warning_short')}</span>}
        {call.flood && <span className={styles.flag}>{t('call.flood')}</span>}
        {complaint && <bdi className={styles.complaint}>{complaint}</bdi>}
      </span>
      <span className={styles.target}>
        <CallTarget call={call} />
      </span>
      <bdi className={styles.id}>{call.call_id.replace('CALL-', '')}</bdi>
    </div>
  )
})

const priorities: readonly Priority[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']
const states: readonly CallState[] = [
  'PLANNED',
  'RECEIVED',
  'DISPATCHED',
  'EN_ROUTE',
  'ON_SCENE',
  'TRANSPORTING',
  'AT_HOSPITAL',
  'CLOSED',
  'CANCELLED',
]

/** All that may stand in the first column of a row, to be measured. */
export function FirstColumn() {
  return (
    <>
      {priorities.map(priority => (
        <span key={priority} className={styles.priority}>
          <PriorityMark priority={priority} />
        </span>
      ))}
      {states.map(state => (
        <span key={state} className={styles.state}>
          <StateMark state={state} />
        </span>
      ))}
      <span className={styles.state}>
        <NeedsUnitMark />
      </span>
    </>
  )
}
