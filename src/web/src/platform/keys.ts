import { useEffect, useRef } from 'react'
import { currentSettings } from './settings'

export type Keys = Readonly<Record<string, () => void>>

/** Whether a key that is pressed there is a letter of a text. */
export const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** What Enter and Space press by themselves when it has the keyboard. */
const pressable = 'button, a[href], input, textarea, select, summary, [role^="menuitem"]'

const pressedItself = (key: string, target: EventTarget | null): boolean =>
  (key === 'enter' || key === ' ') && target instanceof Element && target.closest(pressable) !== null

/** Single keys for the whole page: not while typing, not with a modifier, not under a dialog, not when the user turned them off. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      const key = event.key.toLowerCase()
      const single = key.length === 1
      if (single && (!currentSettings().singleKeys || typing(event.target))) return
      if (document.querySelector('dialog[open]') !== null || pressedItself(key, event.target)) return
      const action = latest.current[key]
      if (!action) return
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}
