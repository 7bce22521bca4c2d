import { useEffect, useSyncExternalStore } from 'react'
import { useSettings } from '../platform/settings'
import { isHeard, letSound, listenForPress, sound, subscribeSound } from '../platform/sounds'

/** How often an unanswered pre-alert is heard again. */
const again = 4_000

/** Whether this page can be heard now. */
export function useHearing(): 'on' | 'off' | 'blocked' {
  const { sound: wanted } = useSettings()
  const heard = useSyncExternalStore(subscribeSound, isHeard)
  return !wanted ? 'off' : heard ? 'on' : 'blocked'
}

/** A pre-alert is heard at once and again until nobody need answer. */
export function useChime(ringing: boolean): void {
  const hearing = useHearing()
  useEffect(() => {
    // A sign-in on this page was a press already.
    if (navigator.userActivation?.hasBeenActive) void letSound()
    return listenForPress()
  }, [])
  useEffect(() => {
    if (!ringing || hearing !== 'on') return
    sound('pre_alert')
    const timer = setInterval(() => sound('pre_alert'), again)
    return () => clearInterval(timer)
  }, [ringing, hearing])
}
