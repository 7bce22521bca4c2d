import { say } from '../platform/announce'
import { act } from '../platform/api'
import { type Problem, problemOf } from '../platform/problem'
import { useProblemText } from '../platform/useProblemText'
import { useTranslation } from '../platform/words/useTranslation'

/** Takes an action that the server offered and says how it went. Answers the problem, or null when it was done. */
export function useSend() {
  const { t } = useTranslation()
  const problemText = useProblemText()
  return async <T>(
    thing: 'pre-alerts' | 'responses' | 'hospitals',
    id: number,
    action: string,
    body: object,
    done: string,
    take: (view: T) => void = () => {},
  ): Promise<Problem | null> => {
    try {
      take(await act<T>(thing, id, action, body))
      say(done)
      return null
    } catch (failure) {
      const problem = problemOf(failure)
      const word = t(`hospital_desk.${action}`, { defaultValue: t(`action.${action}`, { defaultValue: action }) })
      say(t('action.refused', { action: word, reason: problemText(problem) }), 'refused')
      return problem
    }
  }
}
