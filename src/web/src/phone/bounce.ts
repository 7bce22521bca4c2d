import { useEffect, useLayoutEffect } from 'react'
import { browserSurroundings, type Surroundings } from '../platform/live/socket'

/** The second half of a double tap comes this soon, in a glove too; nobody reads what is new and aims at it sooner. */
const within = 400

/** With the second picture the first one stands: a slow phone shows late what it knows, and nobody aims at what they have not seen. */
const whenSeen = (then: () => void): (() => void) => {
  let picture = requestAnimationFrame(() => {
    picture = requestAnimationFrame(then)
  })
  return () => cancelAnimationFrame(picture)
}

/**
 * A tap often comes twice, and the second half lands on whatever the first has put there: the way back, the next step, the answer to a call
 * that rings. So that from when anything under the thumb changes until a moment after that is seen the page takes no taps (phone.module.css);
 * keys, screen readers and the distress button are heard all the while.
 */
export class Bounce {
  private cancel: () => void = () => {}

  constructor(
    private readonly page: () => Pick<Element, 'toggleAttribute'>,
    private readonly surroundings: Pick<Surroundings, 'after'> = browserSurroundings,
    private readonly seen: typeof whenSeen = whenSeen,
  ) {}

  /** What lies under the thumb has become something else, or is about to. */
  moved = (): void => {
    this.cancel()
    this.page().toggleAttribute('data-moved', true)
    this.cancel = this.seen(() => {
      this.cancel = this.surroundings.after(within, () => this.page().toggleAttribute('data-moved', false))
    })
  }
}

export const bounce = new Bounce(() => document.documentElement)

/** Takes no taps when this comes, goes, or is about another thing. */
export function useMoved(about?: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it is about decides when
  useLayoutEffect(() => {
    bounce.moved()
    return bounce.moved
  }, [about])
}

type Press = Pick<KeyboardEvent, 'key' | 'repeat' | 'target' | 'preventDefault'>

/** A key that is held down presses once: its repeats would go on with whatever button has come under it. */
export function pressOnce(event: Press): void {
  if (event.repeat && event.key === 'Enter' && (event.target as Partial<Element> | null)?.tagName !== 'TEXTAREA') event.preventDefault()
}

export function useSinglePresses(): void {
  useEffect(() => {
    document.addEventListener('keydown', pressOnce, true)
    return () => document.removeEventListener('keydown', pressOnce, true)
  }, [])
}
