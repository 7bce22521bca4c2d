import { useEffect, useSyncExternalStore } from 'react'
import { useSettings } from '../platform/settings'

export type Sound = 'on' | 'off' | 'blocked'

const pause = 4000

let context: AudioContext | null = null
const listeners = new Set<() => void>()

function tell() {
  for (const listener of listeners) listener()
}

/** Browsers let a page be heard only after somebody has touched it; a screen that was reloaded by itself is silent until then. */
export function allowSound(): void {
  if (!context) {
    context = new AudioContext()
    context.onstatechange = tell
  }
  if (context.state === 'suspended') void context.resume().then(tell)
  tell()
}

/** Two notes that rise, heard over a busy room and unlike a monitor's alarm. */
function chime() {
  if (context?.state !== 'running') return
  const start = context.currentTime
  for (const [index, pitch] of [659, 880].entries()) {
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = pitch
    volume.gain.setValueAtTime(0.0001, start + index * 0.22)
    volume.gain.exponentialRampToValueAtTime(0.4, start + index * 0.22 + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, start + index * 0.22 + 0.4)
    tone.connect(volume).connect(context.destination)
    tone.start(start + index * 0.22)
    tone.stop(start + index * 0.22 + 0.42)
  }
}

/** Whether this page can be heard now. */
export function useSound(): Sound {
  const { sound } = useSettings()
  const heard = useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => context?.state === 'running',
  )
  return !sound ? 'off' : heard ? 'on' : 'blocked'
}

/** Rings at once and again until nobody need answer. */
export function useChime(ringing: boolean): void {
  const sound = useSound()
  useEffect(() => {
    const touched = () => allowSound()
    // The first touch anywhere is enough; a sign-in on this page was one.
    if (navigator.userActivation?.hasBeenActive) allowSound()
    document.addEventListener('pointerdown', touched)
    document.addEventListener('keydown', touched)
    return () => {
      document.removeEventListener('pointerdown', touched)
      document.removeEventListener('keydown', touched)
    }
  }, [])
  useEffect(() => {
    if (!ringing || sound !== 'on') return
    chime()
    const timer = setInterval(chime, pause)
    return () => clearInterval(timer)
  }, [ringing, sound])
}
