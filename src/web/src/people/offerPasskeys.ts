import { Problem } from '../platform/problem'
import type { Me } from '../platform/wire'

/** A question is answered within five minutes or not at all; the page asks a new one before that. */
const renewedAfter = 4 * 60_000

interface Ways {
  /** Whether the browser lists passkeys under the field. */
  listed: () => Promise<boolean>
  /** Asks once, under the field or in a dialog; browsers take one question at a time. */
  ask: (signal: AbortSignal, quietly: boolean) => Promise<Me>
  /** Resolves when somebody sees the page: nobody is asked on a screen that is off. */
  seen: () => Promise<void>
  entered: (user: Me) => void
  refused: (problem: unknown) => void
}

/** Offers passkeys for as long as the sign-in page is open: quietly under the field, until the button is pressed. */
export function offerPasskeys({ listed, ask, seen, entered, refused }: Ways) {
  let stopped = false
  let pressed = false
  let current: AbortController | null = null
  let waiting: Promise<void> = Promise.resolve()

  const wait = async () => {
    if (!(await listed())) return
    while (!stopped && !pressed) {
      await seen()
      if (stopped || pressed) return
      const mine = new AbortController()
      current = mine
      let renewed = false
      const renewal = setTimeout(() => {
        renewed = true
        mine.abort()
      }, renewedAfter)
      try {
        entered(await ask(mine.signal, true))
        return
      } catch (problem) {
        if (renewed) continue
        if (mine.signal.aborted) return
        // Whoever did nothing is told nothing: only what the server has against a passkey that was chosen.
        if (!(problem instanceof Problem) || problem.status !== 401) return
        refused(problem)
      } finally {
        clearTimeout(renewal)
      }
    }
  }

  waiting = wait()
  return {
    /** The button. Resolves when it is over, whatever became of it. */
    press: async () => {
      pressed = true
      current?.abort()
      await waiting
      pressed = false
      if (stopped) return
      const mine = new AbortController()
      current = mine
      try {
        entered(await ask(mine.signal, false))
        stopped = true
      } catch (problem) {
        if (!mine.signal.aborted) refused(problem)
      }
      if (!stopped) waiting = wait()
    },
    stop: () => {
      stopped = true
      current?.abort()
    },
  }
}
