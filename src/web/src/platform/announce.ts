import { useSyncExternalStore } from 'react'

/** What was last said to the user: drawn in the status bar and spoken by screen readers. Alarms interrupt, the rest waits. */
export interface Saying {
  text: string
  tone: 'done' | 'refused' | 'alarm'
  at: number
}

let said: Saying | null = null
const listeners = new Set<() => void>()

export function say(text: string, tone: Saying['tone'] = 'done'): void {
  said = { text, tone, at: Date.now() }
  for (const listener of listeners) listener()
}

export const useSaid = (): Saying | null =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => said,
  )
