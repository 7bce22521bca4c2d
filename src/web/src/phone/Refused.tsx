import { Button } from '@mantine/core'
import { IconAlertTriangleFilled } from '@tabler/icons-react'
import { now } from '../platform/clock'
import { Problem } from '../platform/problem'
import { timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './refused.module.css'
import { useRoom, useSteps } from './room'
import type { Step } from './step'
import { stepWord } from './stepWord'

/** The steps that the server refused, one card each: what was tapped, why not, what holds now, and the three ways on. */
export function Refused() {
  const steps = useSteps()
  return steps.filter(step => step.refused).map(step => <Card key={step.id} step={step} behind={behindOf(step, steps)} />)
}

const behindOf = (step: Step, steps: readonly Step[]) => steps.filter(other => other.subject === step.subject && other.id > step.id).length

function Card({ step, behind }: { step: Step; behind: number }) {
  const { t, i18n } = useTranslation()
  const { outbox } = useRoom()
  const word = stepWord(t, step.thing, step.action)
  return (
    <section className={styles.refused} aria-label={t('phone.refused', { action: word })}>
      <div role="alert">
        <h2>
          <IconAlertTriangleFilled size={20} aria-hidden /> {t('phone.refused', { action: word })}
        </h2>
        <p>
          {t('phone.tapped', { name: step.name, time: timeOfDay(step.madeAt, i18n.language, now()) })} <Why step={step} />
        </p>
        {behind > 0 && <p>{t('phone.behind', { count: behind })}</p>}
      </div>
      <div className={styles.ways}>
        <Button size="md" variant="default" onClick={() => outbox.drop(step.id)}>
          {t('phone.drop')}
        </Button>
        {behind > 0 && (
          <Button size="md" variant="default" onClick={() => outbox.dropAll(step.subject)}>
            {t('phone.drop_all', { count: behind + 1 })}
          </Button>
        )}
        <Button size="md" onClick={() => outbox.retry(step.id)}>
          {t('retry')}
        </Button>
      </div>
    </section>
  )
}

function Why({ step: { refused } }: { step: Step }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  if (!refused) return null
  const { code, status, sentence, errors, facts } = refused
  const state = facts.state
  if (code === 'wrong_state' && typeof state === 'string')
    return <strong>{t('action.changed', { state: t(`state.${state}`, { defaultValue: state }) })}</strong>
  const fields = Object.entries(errors).map(
    ([name, said]) => `${t(`field.${name}`, { defaultValue: name.replaceAll('_', ' ') })}: ${said.join(', ')}`,
  )
  return <strong>{[problemText(new Problem(code, status, sentence)), ...fields].join(' ')}</strong>
}
