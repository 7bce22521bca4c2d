/**
 * What a person does, one thing after the other, in the order of the keys: what is pressed while another is still on its way waits for it,
 * and what is pressed twice is done once. Nothing that was pressed is lost.
 */
export function inTurn<T>(): (what: string, act: () => Promise<T>) => Promise<T> {
  let last: { what: string; done: Promise<T> } | null = null
  return (what, act) => {
    if (last?.what === what) return last.done
    const before = last?.done.then(
      () => undefined,
      () => undefined,
    )
    const mine = { what, done: before ? before.then(act) : act() }
    last = mine
    const over = () => {
      if (last === mine) last = null
    }
    mine.done.then(over, over)
    return mine.done
  }
}
