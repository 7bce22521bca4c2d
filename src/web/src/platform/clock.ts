import { useLayoutEffect, useSyncExternalStore } from 'react'

/**
 * The server's time as well as this browser knows it. A dispatcher's machine may be minutes off; timers that compare its clock with the
 * server's stamps would lie. Each timer ticks once a second, in the quarter in which what it counts from began: it turns when its second
 * is full, and a board's hundreds do not all draw in one frame.
 */
let offset = 0
const quarter = 250
/** The quarter of the last tick: what is shown together is of one time. */
let ticked = 0
let timer: ReturnType<typeof setTimeout> | null = null
const listeners = [new Set<() => void>(), new Set<() => void>(), new Set<() => void>(), new Set<() => void>()] as const

export const now = (): number => Date.now() + offset

/** Learns the offset from an answer's Date header; it has whole seconds, so smaller differences are noise. */
export function learnServerTime(header: string | null, received = Date.now()): void {
  const server = header === null ? Number.NaN : Date.parse(header)
  if (Number.isNaN(server)) return
  const difference = server + 500 - received
  offset = Math.abs(difference) > 2000 ? difference : 0
}

const quarterOf = (time: number): number => Math.floor(time / quarter)

/** Which of the four sets of listeners a quarter belongs to. */
const turn = (of: number): number => ((of % listeners.length) + listeners.length) % listeners.length

function tick() {
  const present = quarterOf(now())
  const missed = Math.min(present - ticked, listeners.length)
  ticked = present
  // Quarters that a busy page slept through are made up for.
  for (let back = missed - 1; back >= 0; back--) for (const listener of listeners[turn(present - back)] ?? []) listener()
  timer = setTimeout(tick, quarter - (now() % quarter))
}

function everySecond(listener: () => void, at = 0) {
  listeners[at]?.add(listener)
  if (timer === null) {
    ticked = quarterOf(now())
    timer = setTimeout(tick, quarter - (now() % quarter))
  }
  return () => {
    listeners[at]?.delete(listener)
    if (listeners.every(({ size }) => size === 0) && timer !== null) {
      clearTimeout(timer)
      timer = null
    }
  }
}

const subscribe = (listener: () => void) => everySecond(listener)

const shown = (): number => (timer === null ? quarterOf(now()) : ticked) * quarter

const second = (): number => Math.floor(shown() / 1000) * 1000

/** Milliseconds of the present second; draws the caller again every second, so keep the caller small. */
export const useNow = (): number => useSyncExternalStore(subscribe, second)

/** Something plain that follows from the time; draws the caller again only when it changes. */
export const useAtNow = <T extends string | number | boolean>(read: (now: number) => T): T =>
  useSyncExternalStore(subscribe, () => read(second()))

/**
 * Writes into the page every second and draws nothing again: for what counts, of which a board has hundreds.
 * @param since What it counts from, in milliseconds.
 */
export function useTicking(since: number, write: (now: number) => void): void {
  useLayoutEffect(() => {
    const tick = () => write(shown())
    const leave = everySecond(tick, turn(Math.ceil(since / quarter)))
    tick()
    return leave
  })
}
