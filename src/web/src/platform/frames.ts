/**
 * Work that may wait for a picture, one piece at a time, first come first served, and every other picture is left to what cannot wait: what
 * a busy second brings together (a clock that ticks, news of calls and of units, a panel that is filled) must not be late together. A hidden
 * page draws no pictures: it takes all that waits four times a second.
 */
const waiting: { then: () => void; since: number }[] = []
/** Milliseconds after which it waits no longer for those before it: a slow machine has few pictures, and an alarm must not stand in a line. */
const longest = 150
/** Counts the times somebody was asked to come; of several who were, only the last counts. */
let asked = 0
let coming = false

export function nextFrame(then: () => void): void {
  waiting.push({ then, since: performance.now() })
  if (!coming) ask()
}

function ask(pictures = 1) {
  coming = true
  const mine = ++asked
  const run = (left: number) => {
    if (mine !== asked) return
    if (left > 1) requestAnimationFrame(() => run(left - 1))
    else take()
  }
  if (document.hidden) setTimeout(run, 250, 1)
  else requestAnimationFrame(() => run(pictures))
}

function take() {
  const now = performance.now()
  const late = waiting.findIndex(({ since }) => now - since < longest)
  const pieces = waiting.splice(0, document.hidden || late < 0 ? waiting.length : Math.max(1, late))
  // Asked again even when nothing waits: what comes meanwhile keeps its distance too.
  if (pieces.length > 0) ask(2)
  else coming = false
  for (const { then } of pieces) then()
}

// Who was asked before the page was hidden would come when it is seen again, and an alarm must ring before.
if (typeof document !== 'undefined') document.addEventListener('visibilitychange', () => coming && ask())
