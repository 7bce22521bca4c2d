import { useRef } from 'react'
import { useTicking } from './clock'
import { span } from './time'

/** How long ago (or, before it, how long until) something is: counts by itself, drawing nothing else again. */
export function Timer({ since, className }: { since: string | number; className?: string | undefined }) {
  const element = useRef<HTMLTimeElement>(null)
  const at = new Date(since)
  useTicking(at.getTime(), now => {
    const difference = now - at.getTime()
    // The clock counts quarters and may lag a little: what happened just now did not happen in the future.
    const passed = difference > -1000 ? Math.max(0, difference) : difference
    write(element.current, passed < 0 ? `−${span(-passed)}` : span(passed))
  })
  return <time ref={element} dateTime={at.toISOString()} className={className} />
}

/** The text of an element that React leaves alone; one text node for its whole life, so that little is laid out again. */
export function write(element: HTMLElement | null, text: string): void {
  if (!element) return
  const { firstChild } = element
  if (firstChild instanceof Text) {
    if (firstChild.data !== text) firstChild.data = text
  } else element.append(text)
}
