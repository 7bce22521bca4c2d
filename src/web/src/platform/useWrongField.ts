import { type RefObject, useCallback, useLayoutEffect, useState } from 'react'

/** Leads the keyboard to the first field of a form that is refused, with the drawing that says so: an answer comes between two pictures. */
export function useWrongField(form: RefObject<HTMLFormElement | null>): () => void {
  const [asked, setAsked] = useState(0)
  useLayoutEffect(() => {
    if (asked > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [asked, form])
  return useCallback(() => setAsked(before => before + 1), [])
}
