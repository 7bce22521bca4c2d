// Keeps a screen from going dark.
'use strict'

/** Holds the screen while this page is the one that is seen; where a device does not let it, it sleeps all the same. Answers how to let go. */
function stayAwake() {
  if (!navigator.wakeLock) return () => {}
  let held
  let wanted = true
  async function hold() {
    if (!wanted || document.hidden) return
    try {
      held = await navigator.wakeLock.request('screen')
    } catch (refused) {
      console.info(refused.message)
    }
  }
  document.addEventListener('visibilitychange', hold)
  void hold()
  return () => {
    wanted = false
    void held?.release()
  }
}
