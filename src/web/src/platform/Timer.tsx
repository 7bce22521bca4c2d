import { useNow } from './clock'
import { isoSpan, span } from './time'

/** How long ago (or, before `due`, how long until) something is: counts by itself, drawing nothing else again. */
export function Timer({ since, className }: { since: string | number; className?: string | undefined }) {
  const difference = useNow() - new Date(since).getTime()
  // The clock counts whole seconds: what happened in this one did not happen in the future.
  const passed = difference > -1000 ? Math.max(0, difference) : difference
  return (
    <time dateTime={isoSpan(Math.abs(passed))} className={className}>
      {passed < 0 ? `−${span(-passed)}` : span(passed)}
    </time>
  )
}
