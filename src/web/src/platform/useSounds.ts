import { useEffect, useSyncExternalStore } from 'react'
import { useSettings } from './settings'
import { isHeard, listenForPress, repeat, type Sound, subscribeSound } from './sounds'

/** Whether this page can be heard now: turned off by somebody, or not let by the browser before a press. */
export function useHearing(): 'on' | 'off' | 'blocked' {
  const { sound: wanted } = useSettings()
  const heard = useSyncExternalStore(subscribeSound, isHeard)
  return !wanted ? 'off' : heard ? 'on' : 'blocked'
}

/** What rings until somebody has answered; another `cause` of the same sound begins anew. */
export function useRepeated(name: Sound | null, every: number, cause?: unknown): void {
  const hearing = useHearing()
  useEffect(listenForPress, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever begins to hear, and another cause, begin at once
  useEffect(() => (name === null ? undefined : repeat(name, every)), [name, every, hearing, cause])
}
