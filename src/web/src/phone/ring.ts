import { letSound, repeat, sound } from '../platform/sounds'

const every = 1_600

const shake = () => {
  if ('vibrate' in navigator) navigator.vibrate([400, 120, 400])
}

/** The alert, tones that rise and the phone's motor, until the answer is called. */
export function ring(): () => void {
  shake()
  const [quiet, timer] = [repeat('call_out', every), setInterval(shake, every)]
  return () => {
    quiet()
    clearInterval(timer)
    if ('vibrate' in navigator) navigator.vibrate(0)
  }
}

/** One round, so that its carrier knows at the start of a shift that this phone can be heard. */
export function ringOnce(): void {
  shake()
  void letSound().then(() => sound('call_out'))
}
