import { Button } from '@mantine/core'
import { IconChevronRight, IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { asksOf, belongsHere, grave } from '../dispatch/asks'
import type { CallView, ResponseView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { useMoved } from './bounce'
import { nextStep } from './predict'
import { ringsFor } from './Ringing'
import { responseDraft, useLifecycle, useRoom } from './room'
import { Sheet } from './Sheet'
import { StepForm } from './StepForm'
import { iconOf } from './stepIcons'
import styles from './steps.module.css'
import tools from './tools.module.css'

interface Props {
  response: ResponseView
  call: CallView
}

/** What is not a button here: it has a place of its own on the screen. */
const elsewhere = new Set(['undo', 'confirm_change'])

/** The next step of the way, as the one big button of the screen. */
export function NextStep({ response, call }: Props) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const lifecycle = useLifecycle()
  const [asking, setAsking] = useState<string | null>(null)
  const next = nextStep(response, lifecycle, grave)
  useMoved(next)
  // What rings has the whole screen, and this button on it.
  if (!next || ringsFor(response)) return null
  const Picture = iconOf(next) ?? IconChevronRight
  const take = () => {
    if (asksOf('responses', next).length > 0) setAsking(next)
    else void outbox.add(responseDraft(response, next))
  }
  return (
    <>
      <Button fullWidth className={styles.next} leftSection={<Picture size={30} aria-hidden />} onClick={take} data-next={next}>
        {t(`action.${next}`)}
      </Button>
      {asking && <StepForm action={asking} response={response} call={call} onClose={() => setAsking(null)} />}
    </>
  )
}

/** Everything else that the server would take now, one press away: a step that was forgotten, a detour, and last what takes something away. */
export function OtherSteps({ response, call }: Props) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const lifecycle = useLifecycle()
  const [open, setOpen] = useState(false)
  const [asking, setAsking] = useState<string | null>(null)
  const next = nextStep(response, lifecycle, grave)
  const rest = response.actions.filter(action => action !== next && !elsewhere.has(action) && belongsHere('responses', action))
  const groups = [rest.filter(action => !grave.has(action)), rest.filter(action => grave.has(action))].filter(group => group.length > 0)
  const take = (action: string) => {
    setOpen(false)
    if (asksOf('responses', action).length > 0) setAsking(action)
    else void outbox.add(responseDraft(response, action))
  }
  if (rest.length === 0 && asking === null) return null
  return (
    <>
      {rest.length > 0 && (
        <button type="button" className={tools.tool} aria-haspopup="dialog" onClick={() => setOpen(true)}>
          <IconDots size={24} aria-hidden />
          <span>{t('crew.other_steps')}</span>
        </button>
      )}
      {open && (
        <Sheet title={`${t('crew.other_steps')}: ${call.call_id}`} onClose={() => setOpen(false)}>
          {groups.map(group => (
            <ul key={group[0]} className={styles.steps}>
              {group.map(action => (
                <li key={action}>
                  <Step action={action} onTake={() => take(action)} />
                </li>
              ))}
            </ul>
          ))}
        </Sheet>
      )}
      {asking && <StepForm action={asking} response={response} call={call} onClose={() => setAsking(null)} />}
    </>
  )
}

function Step({ action, onTake }: { action: string; onTake: () => void }) {
  const { t } = useTranslation()
  const Picture = iconOf(action) ?? IconChevronRight
  return (
    <button type="button" className={styles.step} data-grave={grave.has(action) || undefined} onClick={onTake}>
      <Picture size={24} aria-hidden />
      {t(`action.${action}`)}
    </button>
  )
}
