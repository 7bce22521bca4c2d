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
