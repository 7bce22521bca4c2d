import { useCallback, useEffect, useRef } from 'react'

/** The same function for as long as the component lives, which does what it was last drawn with: so that what it is handed to is not drawn again. */
export function useSteady<A extends unknown[], R>(act: (...args: A) => R): (...args: A) => R {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  return useCallback((...args: A) => latest.current(...args), [])
}
