/**
 * Drawing that may wait for a picture, one piece at a time, first come first served, and every other picture is left to what cannot wait:
 * what a busy second brings together (a clock that ticks, news of calls and of units, a panel that is filled) must not be late together.
 * Focus and scrolling need their picture at once and ask for it themselves; what rings waits for none.
 */
const waiting: { then: () => void; since: number }[] = []
/** Milliseconds after which it waits no longer for those before it: a slow machine has few pictures. */
const longest = 150
/** Milliseconds that every other picture takes: after so long there is nothing to keep a distance from. */
const apart = 34
let coming = false
let taken = Number.NEGATIVE_INFINITY

export function nextFrame(then: () => void): void {
  // A page that nobody sees draws nothing, and its timers are put off for up to a minute where they follow from each other.
  if (document.hidden) {
    setTimeout(then, 250)
    return
  }
  const since = performance.now()
  waiting.push({ then, since })
  // Asked only while something waits, and two pictures on when the piece before was only just drawn.
  if (!coming) ask(since - taken < apart ? 2 : 1)
}

function ask(pictures: number) {
  coming = true
  requestAnimationFrame(() => (pictures > 1 ? ask(pictures - 1) : take()))
}

function take() {
  const now = performance.now()
  const fresh = waiting.findIndex(({ since }) => now - since < longest)
  const pieces = waiting.splice(0, fresh < 0 ? waiting.length : Math.max(1, fresh))
  taken = now
  coming = false
  if (waiting.length > 0) ask(2)
  run(pieces)
}

/** One that fails must not keep the others from being drawn. */
function run(pieces: readonly { then: () => void }[]) {
  for (const { then } of pieces) {
    try {
      then()
    } catch (failure) {
      reportError(failure)
    }
  }
}

// The picture that was asked for comes when the page is seen again; what waits for it is wanted before.
if (typeof document !== 'undefined') document.addEventListener('visibilitychange', () => document.hidden && run(waiting.splice(0)))
