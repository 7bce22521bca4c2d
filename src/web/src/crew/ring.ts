/**
 * The alert: two tones that rise, every 1.6 s, with the phone's motor, and a screen that stays lit. Browsers let a page sound only after
 * somebody touched it; `ready` says whether that has happened.
 */
let audio: AudioContext | null = null
const listeners = new Set<() => void>()

const tell = () => {
  for (const listener of listeners) listener()
}

/** Called on any touch or key: from then on the page may sound. */
export function unlockSound(): void {
  audio ??= new AudioContext()
  if (audio.state === 'running') return
  void audio.resume().then(tell)
}

export const soundIsReady = (): boolean => audio?.state === 'running'

export const watchSound = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tone(at: number, frequency: number, context: AudioContext) {
  const [voice, loudness] = [context.createOscillator(), context.createGain()]
  voice.type = 'square'
  voice.frequency.value = frequency
  loudness.gain.setValueAtTime(0, at)
  loudness.gain.linearRampToValueAtTime(0.4, at + 0.02)
  loudness.gain.setValueAtTime(0.4, at + 0.32)
  loudness.gain.linearRampToValueAtTime(0, at + 0.36)
  voice.connect(loudness).connect(context.destination)
  voice.start(at)
  voice.stop(at + 0.4)
}

function once() {
  if (audio?.state === 'running') {
    tone(audio.currentTime, 660, audio)
    tone(audio.currentTime + 0.42, 990, audio)
  }
  if ('vibrate' in navigator) navigator.vibrate([400, 120, 400])
}

/** Rings until the answer is called. */
export function ring(): () => void {
  once()
  const timer = setInterval(once, 1600)
  return () => {
    clearInterval(timer)
    if ('vibrate' in navigator) navigator.vibrate(0)
  }
}

/** One round, so that a crew knows at the start of its shift that this phone can be heard. */
export function ringOnce(): void {
  unlockSound()
  once()
}

/** Keeps the screen lit while it is wanted; a browser lets go of it whenever the page is hidden. */
export function stayLit(): () => void {
  let lock: WakeLockSentinel | null = null
  let wanted = true
  const take = async () => {
    if (!('wakeLock' in navigator) || document.hidden) return
    try {
      const taken = await navigator.wakeLock.request('screen')
      if (wanted) lock = taken
      else await taken.release()
    } catch {
      // A phone that saves its battery refuses; the alert is heard all the same.
    }
  }
  const again = () => void take()
  document.addEventListener('visibilitychange', again)
  again()
  return () => {
    wanted = false
    document.removeEventListener('visibilitychange', again)
    void lock?.release()
  }
}
