import { Button } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asksOf, belongsHere, grave } from '../dispatch/asks'
import type { CallView, ResponseView } from '../platform/wire'
import styles from './crew.module.css'
import { nextStep } from './predict'
import { ringsFor } from './Ringing'
import { responseDraft, useLifecycle, useRoom } from './room'
import { StepForm } from './StepForm'

interface Props {
  response: ResponseView
  call: CallView
}

/** What is not a button here: it has a place of its own on the screen. */
const elsewhere = new Set(['undo', 'confirm_change'])

function useTake({ response }: Props) {
  const { outbox } = useRoom()
  const [asking, setAsking] = useState<string | null>(null)
  const take = (action: string) => {
    if (asksOf('responses', action).length > 0) setAsking(action)
    else void outbox.add(responseDraft(response, action))
  }
  return { asking, take, close: () => setAsking(null) }
}

/** The next step of the way, as the one big button of the screen. */
export function NextStep({ response, call }: Props) {
  const { t } = useTranslation()
  const lifecycle = useLifecycle()
  const { asking, take, close } = useTake({ response, call })
  const next = nextStep(response, lifecycle, grave)
  // What rings has the whole screen, and this button on it.
  if (!next || ringsFor(response)) return null
  return (
    <>
      <Button
        fullWidth
        h="4.75rem"
        fz="1.375rem"
        rightSection={<IconChevronRight className="turns" aria-hidden />}
        // The second half of a double tap is not the next step.
        onClick={event => event.detail < 2 && take(next)}
        data-next={next}
      >
        {t(`action.${next}`)}
      </Button>
      {asking && <StepForm action={asking} response={response} call={call} onClose={close} />}
    </>
  )
}

/** The rest of the server's actions, those that take something away last. */
export function OtherSteps({ response, call }: Props) {
  const { t } = useTranslation()
  const lifecycle = useLifecycle()
  const { asking, take, close } = useTake({ response, call })
  const next = nextStep(response, lifecycle, grave)
  const rest = response.actions.filter(action => action !== next && !elsewhere.has(action) && belongsHere('responses', action))
  const ordered = [...rest.filter(action => !grave.has(action)), ...rest.filter(action => grave.has(action))]
  if (ordered.length === 0) return null
  return (
    <section className={styles.part} aria-labelledby="steps">
      <h3 id="steps">{t('crew.other_steps')}</h3>
      <div className={styles.grid}>
        {ordered.map(action => (
          <Button
            key={action}
            size="lg"
            variant="default"
            c={grave.has(action) ? 'var(--critical)' : undefined}
            onClick={() => take(action)}
          >
            {t(`action.${action}`)}
          </Button>
        ))}
      </div>
      {asking && <StepForm action={asking} response={response} call={call} onClose={close} />}
    </section>
  )
}
