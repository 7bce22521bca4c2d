import { useCallback } from 'react'
import { now } from '../platform/clock'
import { problemOf } from '../platform/problem'
import { timeOfDay } from '../platform/time'
import { useProblemText } from '../platform/useProblemText'
import { useTranslation } from '../platform/words/useTranslation'

/** Why a key of the desk did nothing, with what the server said of it, in plain words. */
export function useRefusal(): (failure: unknown) => string {
  const { t, i18n } = useTranslation()
  const problemText = useProblemText('queue.problem')
  return useCallback(
    failure => {
      const problem = problemOf(failure)
      const { state, recalls, recalls_needed, from } = problem.facts
      if (problem.code === 'wrong_state' && typeof state === 'string') {
        return t('action.changed', { state: t(`queue.state.${state}`, { defaultValue: state }) })
      }
      if (problem.code === 'too_early' && typeof recalls === 'number' && typeof recalls_needed === 'number') {
        if (recalls < recalls_needed) return t('queue.problem.recall_first', { count: recalls_needed - recalls })
        if (typeof from === 'string') return t('queue.problem.not_before', { time: timeOfDay(from, i18n.language, now()) })
      }
      return problemText(problem)
    },
    [t, i18n, problemText],
  )
}
