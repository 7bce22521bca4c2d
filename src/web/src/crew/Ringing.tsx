import { Button } from '@mantine/core'
import { IconMapPin } from '@tabler/icons-react'
import { PriorityMark, TypeMark } from '../dispatch/callMarks'
import { placeOf } from '../dispatch/callOrder'
import { RingAlert } from '../phone/RingAlert'
import styles from '../phone/ringAlert.module.css'
import { useRoom } from '../phone/room'
import { Timer } from '../platform/Timer'
import type { CallView, ResponseView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { responseDraft } from './drafts'

/** What must be acknowledged: a new assignment (a redirect is one), or a change of what it is about. */
export function ringsFor({ actions, state, change_pending }: ResponseView): 'acknowledge' | 'confirm_change' | null {
  if (state === 'ASSIGNED' && actions.includes('acknowledge')) return 'acknowledge'
  return change_pending !== null && actions.includes('confirm_change') ? 'confirm_change' : null
}

export function Ringing({ response, call }: { response: ResponseView; call: CallView }) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const action = ringsFor(response)
  if (!action) return null
  const changed = action === 'confirm_change'
  return (
    <RingAlert
      key={`${response.id} ${action} ${response.change_pending}`}
      title={changed ? t(`crew.changed.${response.change_pending}`, { defaultValue: t('crew.changed.other') }) : t('crew.new_call')}
      answers={
        <Button
          fullWidth
          h="5.5rem"
          fz="1.5rem"
          variant="white"
          color="dark"
          onClick={() => void outbox.add(responseDraft(response, action))}
        >
          {t(`action.${action}`)}
        </Button>
      }
    >
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
    </RingAlert>
  )
}
