import { useLayoutEffect, useSyncExternalStore } from 'react'
import { nextFrame } from './frames'

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
type Listener = () => void
const listeners = [new Set<Listener>(), new Set<Listener>(), new Set<Listener>(), new Set<Listener>()] as const
/** Who is drawn again by the full second, if at all. */
const seconds = new Set<Listener>()
/** So many turn in one picture, the others in the next: a dozen calls that came together must not hold up a key. */
const together = 10

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
  for (let back = missed - 1; back >= 0; back--) {
    if (turn(present - back) === 0) turnAll(seconds, seconds.size)
    turnAll(listeners[turn(present - back)] ?? new Set())
  }
  timer = setTimeout(tick, quarter - (now() % quarter))
}

function turnAll(set: ReadonlySet<Listener>, most = together) {
  const due = [...set]
  for (let at = 0; at < due.length; at += most)
    nextFrame(() => {
      for (const listener of due.slice(at, at + most)) if (set.has(listener)) listener()
    })
}

function everySecond(set: Set<Listener>, listener: Listener) {
  set.add(listener)
  if (timer === null) {
    ticked = quarterOf(now())
    timer = setTimeout(tick, quarter - (now() % quarter))
  }
  return () => {
    set.delete(listener)
    if (seconds.size === 0 && listeners.every(({ size }) => size === 0) && timer !== null) {
      clearTimeout(timer)
      timer = null
    }
  }
}

const subscribe = (listener: Listener) => everySecond(seconds, listener)

const shown = (): number => (timer === null ? quarterOf(now()) : ticked) * quarter

const second = (): number => Math.floor(shown() / 1000) * 1000

/** Milliseconds of the present second; draws the caller again every second, so keep the caller small. */
export const useNow = (): number => useSyncExternalStore(subscribe, second)

/** Something plain that follows from the time; draws the caller again only when it changes. */
export const useAtNow = <T extends string | number | boolean | null>(read: (now: number) => T): T =>
  useSyncExternalStore(subscribe, () => read(second()))

/**
 * Writes into the page every second and draws nothing again: for what counts, of which a board has hundreds.
 * @param since What it counts from, in milliseconds.
 */
export function useTicking(since: number, write: (now: number) => void): void {
  useLayoutEffect(() => {
    const tick = () => write(shown())
    const leave = everySecond(listeners[turn(Math.ceil(since / quarter)) as 0 | 1 | 2 | 3], tick)
    tick()
    return leave
  })
}
