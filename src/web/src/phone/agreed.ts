/** When something was agreed, as people say it: `14:30`, with the day before it where that is not today's. */
export function agreed(at: string, language: string, now: number): string {
  const time = new Date(at)
  const today = new Date(now).toDateString() === time.toDateString()
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(today ? {} : { day: '2-digit', month: 'short' }),
  }).format(time)
}

/** `Sunday 22 November` in the reader's order of words. */
export const dayName = (at: string | number, language: string): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(at))
