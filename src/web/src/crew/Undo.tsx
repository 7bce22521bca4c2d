import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import styles from '../phone/phone.module.css'
import { useLifecycle, useRoom, useSteps } from '../phone/room'
import { now, useNow } from '../platform/clock'
import type { ResponseView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { responseDraft } from './drafts'

const undoWithin = 60_000

/** One's last tap can be taken back for a minute: here while it still waits, by the server once it was sent. */
export function Undo({ response }: { response: ResponseView }) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const steps = useSteps()
  const lifecycle = useLifecycle('response')
  useNow()
  const own = steps.filter(step => step.thing === 'responses' && step.thingId === response.id)
  const last = own.at(-1)
  if (last?.action === 'undo') return <p className={styles.undo}>{t('crew.undo_waits')}</p>
  // What leaves no stamp has no way back once it is on its way: the server would take back the stamp before it.
  const stampless = lifecycle?.steps.some(row => row.action === last?.action && row.stamp === null)
  if (own.some(step => step.refused) || (last?.tried && stampless)) return null
  // A tap's own time is the device's; the server's is compared with what this page knows of the server's clock.
  const left = last
    ? Date.parse(last.madeAt) + undoWithin - Date.now()
    : response.actions.includes('undo') && response.last_tap_at !== null
      ? Date.parse(response.last_tap_at) + undoWithin - now()
      : 0
  if (left <= 0) return null
  const undo = () => {
    if (!last || !outbox.takeBack(last.id)) void outbox.add(responseDraft(response, 'undo'))
  }
  return (
    <Button
      className={styles.undo}
      size="md"
      variant="default"
      leftSection={<IconArrowBackUp className="turns" aria-hidden />}
      onClick={undo}
    >
      {t('crew.undo', {
        what: last ? t(`action.${last.action}`) : t(`state.${response.state}`),
        seconds: Math.max(1, Math.ceil(Math.min(left, undoWithin) / 1000)),
      })}
    </Button>
  )
}
