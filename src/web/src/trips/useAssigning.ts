import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { say } from '../platform/announce'
import { act } from '../platform/api'
import { inTurn } from '../platform/inTurn'
import { type Problem, problemOf } from '../platform/problem'
import { useProblemText } from '../platform/useProblemText'
import type { TripView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

/** What an operator presses for a trip, one thing after the other: a key that is pressed twice has done it once. */
export function useAssigning() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const problemText = useProblemText()
  const [busy, setBusy] = useState<string | null>(null)
  const [turns] = useState(inTurn<Problem | null>)

  const press = (trip: TripView, action: string, body: object, word: string): Promise<Problem | null> =>
    turns(`${action} ${trip.id} ${JSON.stringify(body)}`, async () => {
      setBusy(action)
      const whom = trip.passengers.map(one => one.name ?? '').join(', ')
      try {
        const after = await act<TripView>('trips', trip.id, action, body)
        say(
          action === 'assign' && after.driver_name
            ? t('trip.assigned', { driver: after.driver_name, whom })
            : t('action.done', { action: word, thing: whom }),
        )
        return null
      } catch (failure) {
        const problem = problemOf(failure)
        say(t('action.refused', { action: `${word}, ${whom}`, reason: problemText(problem) }), 'refused')
        return problem
      } finally {
        setBusy(null)
        for (const key of ['trips', 'drivers', 'candidates-of-trip', 'offers']) void queries.invalidateQueries({ queryKey: [key] })
      }
    })

  return { busy, press }
}

export type Assigning = ReturnType<typeof useAssigning>
