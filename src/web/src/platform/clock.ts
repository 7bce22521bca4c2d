import { useLayoutEffect, useSyncExternalStore } from 'react'

/**
 * The server's time as well as this browser knows it, one tick a second for every timer on the page. A dispatcher's machine may be
 * minutes off; timers that compare its clock with the server's stamps would lie.
 */
let offset = 0
let second = Math.floor(Date.now() / 1000)
let timer: ReturnType<typeof setTimeout> | null = null
const listeners = new Set<() => void>()

export const now = (): number => Date.now() + offset

/** Learns the offset from an answer's Date header; it has whole seconds, so smaller differences are noise. */
export function learnServerTime(header: string | null, received = Date.now()): void {
  const server = header === null ? Number.NaN : Date.parse(header)
  if (Number.isNaN(server)) return
  const difference = server + 500 - received
  offset = Math.abs(difference) > 2000 ? difference : 0
}

function tick() {
  second = Math.floor(now() / 1000)
  for (const listener of listeners) listener()
  timer = setTimeout(tick, 1000 - (now() % 1000))
}

function everySecond(listener: () => void) {
  listeners.add(listener)
  if (timer === null) tick()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer !== null) {
      clearTimeout(timer)
      timer = null
    }
  }
}

/** Milliseconds of the present second; draws the caller again every second, so keep the caller small. */
export const useNow = (): number => useSyncExternalStore(everySecond, () => second) * 1000

/** Something plain that follows from the time; draws the caller again only when it changes. */
export const useAtNow = <T extends string | number | boolean>(read: (now: number) => T): T =>
  useSyncExternalStore(everySecond, () => read(second * 1000))

/** Writes into the page every second and draws nothing again: for what counts, of which a board has hundreds. */
export function useTicking(write: (now: number) => void): void {
  useLayoutEffect(() => {
    const tick = () => write(second * 1000)
    const leave = everySecond(tick)
    tick()
    return leave
  })
}
