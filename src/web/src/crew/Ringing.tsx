import { Button } from '@mantine/core'
import { IconBellRinging, IconMapPin, IconVolumeOff } from '@tabler/icons-react'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { PriorityMark, TypeMark } from '../dispatch/callMarks'
import { placeOf } from '../dispatch/callOrder'
import { isHeard, subscribeSound } from '../platform/sounds'
import { Timer } from '../platform/Timer'
import type { CallView, ResponseView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useMoved } from './bounce'
import { ring } from './ring'
import styles from './ringing.module.css'
import { responseDraft, useRoom } from './room'
import { stayLit } from './stayLit'

/** What must be acknowledged: a new assignment (a redirect is one), or a change of what it is about. */
export function ringsFor({ actions, state, change_pending }: ResponseView): 'acknowledge' | 'confirm_change' | null {
  if (state === 'ASSIGNED' && actions.includes('acknowledge')) return 'acknowledge'
  return change_pending !== null && actions.includes('confirm_change') ? 'confirm_change' : null
}

export function Ringing({ response, call }: { response: ResponseView; call: CallView }) {
  const action = ringsFor(response)
  return action && <Alert key={`${response.id} ${action} ${response.change_pending}`} action={action} response={response} call={call} />
}

/** The whole screen, the tones and the motor, until somebody acknowledges. */
function Alert({ action, response, call }: { action: 'acknowledge' | 'confirm_change'; response: ResponseView; call: CallView }) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const box = useRef<HTMLDialogElement>(null)
  const sounds = useSyncExternalStore(subscribeSound, isHeard)
  useMoved()

  useEffect(() => {
    const dialog = box.current
    if (dialog && !dialog.open) dialog.showModal()
    const [quiet, dark] = [ring(), stayLit()]
    return () => {
      quiet()
      dark()
      dialog?.close()
    }
  }, [])

  const changed = action === 'confirm_change'
  return (
    <dialog ref={box} className={styles.alert} aria-labelledby="ringing" onCancel={event => event.preventDefault()}>
      <div className={styles.body} role="alert">
        <h2 id="ringing" className={styles.title}>
          <IconBellRinging size={36} aria-hidden />
          {changed ? t(`crew.changed.${response.change_pending}`, { defaultValue: t('crew.changed.other') }) : t('crew.new_call')}
        </h2>
        <p className={styles.marks}>
          <PriorityMark priority={call.priority} />
          <TypeMark type={call.emergency_type} />
          <Timer since={changed ? call.updated_at : response.assigned_at} className={styles.timer} />
        </p>
        <p className={styles.place}>
          <IconMapPin size={28} aria-hidden />
          <bdi>{placeOf(call.location)}</bdi>
        </p>
        {call.description && <p className={styles.what}>{call.description}</p>}
        <p className={styles.number}>{call.call_id}</p>
      </div>
      <div className={styles.dock}>
        {!sounds && (
          <p className={styles.mute}>
            <IconVolumeOff size={18} aria-hidden /> {t('crew.touch_for_sound')}
          </p>
        )}
        <Button
          fullWidth
          h="5.5rem"
          fz="1.5rem"
          variant="white"
          color="dark"
          autoFocus
          onClick={() => void outbox.add(responseDraft(response, action))}
        >
          {t(`action.${action}`)}
        </Button>
      </div>
    </dialog>
  )
}
