import { Button, TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconPhoneCheck } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { now } from '../platform/clock'
import { may } from '../platform/rights'
import { useUser } from '../platform/session'
import { asTyped, timeOfDay, zone } from '../platform/time'
import { useTranslation } from '../platform/words/useTranslation'
import { enteredLate, type FieldName, hasDropOff, isArranged, retyped } from './callDraft'
import type { PartProps } from './NewCallFields'
import styles from './newCall.module.css'
import { PlaceField } from './PlaceField'

const folded: readonly FieldName[] = ['drop_off_address', 'drop_off_coordinates', 'due_at', 'answered_at', 'ringing_at', 'occurred_at']

/** What an ordinary emergency does not need, behind one line: open where the kind of call needs it, something in it is wrong, or somebody asks. */
export function Rest(part: PartProps) {
  const { draft, error } = part
  const { t, i18n } = useTranslation()
  const content = useId()
  // What was asked holds for the kind for which it was asked.
  const [asked, setAsked] = useState<{ kind: string; open: boolean } | null>(null)
  const standing =
    asked?.kind === draft.kind ? asked.open : isArranged(draft.kind) || draft.ringing_at !== null || draft.occurred_at !== null
  const open = standing || folded.some(error)
  // What was open for a reason stays open when the reason is gone: it must not close over somebody who is putting it right.
  if (open && !(asked?.kind === draft.kind && asked.open)) setAsked({ kind: draft.kind, open })
  const at = (time: string) => ({ time: timeOfDay(time, i18n.language, now()) })
  const said = draft.occurred_at
    ? t('call.received_at', at(draft.occurred_at))
    : draft.answered_at && t('call.answered', at(draft.answered_at))
  const Chevron = open ? IconChevronDown : IconChevronRight
  return (
    <div className={styles.rest}>
      <button
        type="button"
        className={styles.fold}
        aria-expanded={open}
        aria-controls={content}
        onClick={() => setAsked({ kind: draft.kind, open: !open })}
      >
        <Chevron size={16} className="turns" aria-hidden />
        <span>{t(`new_call.rest.${draft.kind}`)}</span>
        {said && <span className={styles.stamp}>{said}</span>}
      </button>
      <div id={content} className={styles.folded} hidden={!open}>
        <Arranged {...part} />
        <Times {...part} />
      </div>
    </div>
  )
}

/** Whereto and when, for work that was arranged. */
function Arranged({ draft, set, error }: PartProps) {
  const { t, i18n } = useTranslation()
  return (
    <>
      {hasDropOff(draft.kind) && (
        <>
          <TextInput
            label={t('field.drop_off_address')}
            value={draft.drop_off_address}
            onChange={event => set({ drop_off_address: event.currentTarget.value })}
            error={error('drop_off_address')}
            autoComplete="off"
          />
          <PlaceField
            name="intake_drop_off"
            label={t('field.drop_off_coordinates')}
            value={draft.drop_off_coordinates}
            onChange={drop_off_coordinates => set({ drop_off_coordinates })}
            error={error('drop_off_coordinates')}
          />
        </>
      )}
      {isArranged(draft.kind) && (
        <TextInput
          label={`${t('field.due_at')}${draft.kind === 'SCHEDULED' ? '' : ` (${t('optional')})`}`}
          description={t('field.zone', { zone: zone(i18n.language, now()) })}
          name="due_at"
          type="datetime-local"
          value={draft.due_at}
          onChange={event => set({ due_at: event.currentTarget.value })}
          error={error('due_at')}
        />
      )}
    </>
  )
}

/** When the telephone rang and was answered, or when all of it was, where it is only written down now. */
function Times({ draft, set, error }: PartProps) {
  const { t, i18n } = useTranslation()
  const user = useUser()
  return (
    <>
      <div className={styles.stamping}>
        <TextInput
          label={t('field.answered_at')}
          name="answered_at"
          type="datetime-local"
          step={1}
          value={asTyped(draft.answered_at)}
          onChange={event => set({ answered_at: retyped(draft.answered_at, event.currentTarget.value), stamped: true })}
          error={error('answered_at')}
        />
        <Button
          variant="default"
          leftSection={<IconPhoneCheck size={16} aria-hidden />}
          onClick={() => set({ answered_at: new Date(now()).toISOString(), stamped: true })}
        >
          {t('new_call.answered_now')}
        </Button>
      </div>
      <TextInput
        label={t('field.ringing_at')}
        description={t('new_call.times_help', { zone: zone(i18n.language, now()) })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        name="ringing_at"
        type="datetime-local"
        step={1}
        value={asTyped(draft.ringing_at)}
        onChange={event => set({ ringing_at: retyped(draft.ringing_at, event.currentTarget.value) })}
        error={error('ringing_at')}
      />
      {may(user, 'calls.backdate') && (
        <TextInput
          label={t('field.occurred_at')}
          description={t('new_call.late_help')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          name="occurred_at"
          type="datetime-local"
          step={1}
          value={asTyped(draft.occurred_at)}
          onChange={event => set(enteredLate(draft, retyped(draft.occurred_at, event.currentTarget.value)))}
          error={error('occurred_at')}
        />
      )}
    </>
  )
}
