import { useEffect, useState } from 'react'
import { nextFrame } from './frames'

/**
 * How many parts of something are drawn: none with the picture in which it becomes another, then one more with each, so that a key is
 * answered with what matters and nothing that is large is drawn at once.
 */
export function usePortions(of: unknown, parts: number): number {
  const [portions, setPortions] = useState({ of, drawn: 0 })
  const drawn = portions.of === of ? portions.drawn : 0
  useEffect(() => {
    if (drawn >= parts) return
    let gone = false
    const more = () => gone || setPortions({ of, drawn: drawn + 1 })
    // What is there now is shown first.
    const wait = drawn === 0 ? requestAnimationFrame(() => nextFrame(more)) : 0
    if (drawn > 0) nextFrame(more)
    return () => {
      gone = true
      cancelAnimationFrame(wait)
    }
  }, [of, parts, drawn])
  return drawn
}
