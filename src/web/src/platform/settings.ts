import { useSyncExternalStore } from 'react'

/** What this person likes on this machine; nothing about patients or calls may be kept here. */
interface Settings {
  /** Single keys act (WCAG 2.1.4 wants a way to turn that off). */
  singleKeys: boolean
  /** What rings is heard; what rings is always seen. */
  sound: boolean
  /** Where somebody worked here last, of several places that are theirs. */
  home?: string
}

const key = 'attend.settings'
const usual: Settings = { singleKeys: true, sound: true }
const listeners = new Set<() => void>()
let settings = read()

function read(): Settings {
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Settings>) }
  } catch {
    return usual
  }
}

export const currentSettings = (): Settings => settings

export function changeSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change }
  try {
    localStorage.setItem(key, JSON.stringify(settings))
  } catch {
    // A browser that keeps nothing (private window) still obeys until it is closed.
  }
  for (const listener of listeners) listener()
}

export const useSettings = (): Settings =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => settings,
  )
