import { currentSettings } from './settings'

/** What can be heard: each has a figure of its own, so that an ear knows it without a look. */
export type Sound = 'distress' | 'alarm' | 'new_call' | 'needs_unit' | 'message' | 'pre_alert' | 'call_out'

/** Tones as [hertz, from second, for seconds]; rising figures bring, falling ones take away, the siren is kept for a crew in distress. */
const figures: Record<Sound, readonly (readonly [number, number, number])[]> = {
  distress: [
    [880, 0, 0.25],
    [622, 0.25, 0.25],
    [880, 0.5, 0.25],
    [622, 0.75, 0.25],
  ],
  alarm: [
    [784, 0, 0.12],
    [784, 0.2, 0.12],
    [784, 0.4, 0.12],
  ],
  new_call: [
    [523, 0, 0.12],
    [659, 0.12, 0.12],
    [784, 0.24, 0.24],
  ],
  needs_unit: [
    [659, 0, 0.18],
    [523, 0.2, 0.3],
  ],
  message: [[988, 0, 0.1]],
  pre_alert: [
    [659, 0, 0.2],
    [880, 0.22, 0.4],
  ],
  call_out: [
    [660, 0, 0.36],
    [990, 0.42, 0.36],
  ],
}

/** What calls a crew out has the voice that carries furthest, and is no desk's to silence. */
const piercing: ReadonlySet<Sound> = new Set(['call_out'])

let context: AudioContext | null = null
const listeners = new Set<() => void>()

/** Whether the browser lets the page sound: it does once somebody has pressed something. */
export const isHeard = (): boolean => context?.state === 'running'

export function subscribeSound(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** To be called from a press. */
export async function letSound(): Promise<void> {
  if (context?.state === 'running') return
  context ??= new AudioContext()
  context.onstatechange = () => {
    for (const listener of listeners) listener()
  }
  await context.resume()
}

/** Any press anywhere opens the ear, the first one and those after a phone has shut it: a call, a locked screen. */
export function listenForPress(): () => void {
  const open = () => void letSound()
  // A sign-in on this page was a press already.
  if (navigator.userActivation?.hasBeenActive) open()
  window.addEventListener('pointerdown', open)
  window.addEventListener('keydown', open)
  return () => {
    window.removeEventListener('pointerdown', open)
    window.removeEventListener('keydown', open)
  }
}

export function sound(name: Sound): void {
  const pierces = piercing.has(name)
  if (context?.state !== 'running' || !(pierces || currentSettings().sound)) return
  const start = context.currentTime
  for (const [hertz, from, seconds] of figures[name]) {
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.type = pierces ? 'square' : 'triangle'
    tone.frequency.value = hertz
    // Without a ramp each tone begins and ends with a click.
    volume.gain.setValueAtTime(0, start + from)
    volume.gain.linearRampToValueAtTime(0.35, start + from + 0.015)
    volume.gain.setValueAtTime(0.35, start + from + seconds - 0.03)
    volume.gain.linearRampToValueAtTime(0, start + from + seconds)
    tone.connect(volume).connect(context.destination)
    tone.start(start + from)
    tone.stop(start + from + seconds)
  }
}

/** Sounds at once and again, until the answer is called. */
export function repeat(name: Sound, every: number): () => void {
  sound(name)
  const timer = setInterval(() => sound(name), every)
  return () => clearInterval(timer)
}
