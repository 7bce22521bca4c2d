/**
 * Work that may wait for a picture, one piece at a time, first come first served, and every other picture is left to what cannot wait: what
 * a busy second brings together (a clock that ticks, news of calls and of units, a panel that is filled) must not be late together. A hidden
 * page draws no pictures: it takes all that waits four times a second.
 */
const waiting: (() => void)[] = []
/** Counts the times somebody was asked to come; of several who were, only the last counts. */
let asked = 0
let coming = false

export function nextFrame(then: () => void): void {
  waiting.push(then)
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
  const pieces = waiting.splice(0, document.hidden ? waiting.length : 1)
  // Asked again even when nothing waits: what comes meanwhile keeps its distance too.
  if (pieces.length > 0) ask(2)
  else coming = false
  for (const piece of pieces) piece()
}

// Who was asked before the page was hidden would come when it is seen again, and an alarm must ring before.
if (typeof document !== 'undefined') document.addEventListener('visibilitychange', () => coming && ask())
