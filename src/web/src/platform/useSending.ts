import { useState } from 'react'
import { inTurn } from './inTurn'
import { type Problem, problemOf } from './problem'

/** The state of a form that is sent once: whether it is under way, what it says afterwards, and what the server had against it. */
export function useSending() {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [done, setDone] = useState(false)
  const [turns] = useState(inTurn<Problem | null>)
  const send = (sending: () => Promise<void>): Promise<Problem | null> =>
    turns('send', async () => {
      setBusy(true)
      setProblem(null)
      setDone(false)
      try {
        await sending()
        setDone(true)
        return null
      } catch (failure) {
        const found = problemOf(failure)
        setProblem(found)
        return found
      } finally {
        setBusy(false)
      }
    })
  return { busy, problem, done, send }
}
