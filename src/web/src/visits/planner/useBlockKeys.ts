import type { KeyboardEvent } from 'react'
import { useSteady } from '../../platform/useSteady'
import { type Carried, type Direction, directionOf, lift, mayMove } from './carry'
import type { Block } from './lanes'
import type { Carry } from './useCarry'
import { fromRight } from './usePointer'

/**
 * The keys of a visit in a plan. Arrows go from one to the next; M lifts the one that has the keyboard, then the arrows move it, Enter puts it
 * down and Escape leaves it where it was.
 */
export function useBlockKeys(
  { carried, carry, drop }: Carry,
  pressed: (carried: Carried, direction: Direction, far: boolean) => Carried,
  plan: { current: HTMLElement | null },
) {
  return useSteady((event: KeyboardEvent, block: Block): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const direction = directionOf(event.key, fromRight())
    if (carried?.by === 'keys' && carried.block.id === block.id) {
      if (direction) carry(pressed(carried, direction, event.shiftKey))
      else if (event.key === 'Enter') void drop(carried)
      else if (event.key === 'Escape') carry(null)
      else if (event.key === 'Tab') {
        // Whoever goes elsewhere leaves it where it was.
        carry(null)
        return
      } else if (event.key !== ' ' && event.key.toLowerCase() !== 'm') return
    } else if (event.key.toLowerCase() === 'm' && mayMove(block.visit)) carry(lift(block, 'keys'))
    else if (direction) step(plan.current, event.currentTarget as HTMLElement, direction)
    else return
    event.preventDefault()
    event.stopPropagation()
  })
}

/** Gives the keyboard to the visit beside this one, or to the nearest of the next lane that has one. */
function step(plan: HTMLElement | null, from: HTMLElement, direction: Direction) {
  const lanes = [...(plan?.querySelectorAll<HTMLElement>('[data-lane]') ?? [])]
  const blocks = (lane: HTMLElement | undefined) => [...(lane?.querySelectorAll<HTMLElement>('[data-block]') ?? [])]
  const own = lanes.findIndex(lane => lane.contains(from))
  if (direction === 'earlier' || direction === 'later') {
    const beside = blocks(lanes[own])
    beside[beside.indexOf(from) + (direction === 'later' ? 1 : -1)]?.focus()
    return
  }
  const { left } = from.getBoundingClientRect()
  for (let at = own; at >= 0 && at < lanes.length; ) {
    at += direction === 'down' ? 1 : -1
    const [nearest] = blocks(lanes[at]).toSorted(
      (a, b) => Math.abs(a.getBoundingClientRect().left - left) - Math.abs(b.getBoundingClientRect().left - left),
    )
    if (nearest) {
      nearest.focus()
      return
    }
  }
}
