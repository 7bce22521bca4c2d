import { asksOf } from '../dispatch/asks'
import { type Asked, AskForm } from '../phone/AskForm'
import styles from '../phone/askForm.module.css'
import { useRoom } from '../phone/room'
import type { CallView, ResponseView, UnitView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { responseDraft, unitDraft } from './drafts'
import { HospitalRadios } from './HospitalRadios'

interface StepProps {
  action: string
  response: ResponseView
  call: CallView
  onClose: () => void
}

/** Asks for what a step of the call needs. */
export function StepForm({ action, response, call, onClose }: StepProps) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const own = (asked: Asked) => {
    const { ask, label, value, error, onChange } = asked
    if (ask.as === 'patients') return <PatientTicks call={call} {...asked} />
    if (ask.as !== 'hospital') return undefined
    const open = ask.required ? null : t(response.hospital_id === null ? 'hospital.later' : 'hospital.as_known')
    return <HospitalRadios call={call.id} label={label} value={value} open={open} error={error} onChange={onChange} />
  }
  return (
    <AskForm
      thing="responses"
      action={action}
      name={call.call_id}
      asks={asksOf('responses', action)}
      own={own}
      onAnswer={body => void outbox.add(responseDraft(response, action, body))}
      onClose={onClose}
    />
  )
}

/** Asks for what is done with the unit itself. */
export function UnitForm({ action, unit, onClose }: { action: string; unit: UnitView; onClose: () => void }) {
  const { outbox } = useRoom()
  return (
    <AskForm
      thing="units"
      action={action}
      name={unit.unit_number}
      asks={asksOf('units', action)}
      onAnswer={body => void outbox.add(unitDraft(unit, action, body))}
      onClose={onClose}
    />
  )
}

/** Which of several are meant; where there is only one, nobody is asked. */
function PatientTicks({ call, label, value, onChange }: Asked & { call: CallView }) {
  const { t } = useTranslation()
  if (call.patients.length < 2) return null
  const chosen = value.split(' ').filter(Boolean)
  return (
    <fieldset className={styles.set}>
      <legend>{label}</legend>
      <p className={styles.help}>{t('field.patient_ids_help')}</p>
      {call.patients.map(({ id, name, age }) => {
        const one = String(id)
        const ticked = chosen.includes(one)
        return (
          <label key={id} className={styles.option} data-chosen={ticked || undefined}>
            <input
              type="checkbox"
              checked={ticked}
              onChange={() => onChange((ticked ? chosen.filter(other => other !== one) : [...chosen, one]).join(' '))}
            />
            <span className={styles.word}>
              <bdi>{name ?? t('call.unnamed')}</bdi> {age !== null && t('call.age_years', { age })}
            </span>
          </label>
        )
      })}
    </fieldset>
  )
}
