import { type PointerEvent as Pressed, useEffect, useRef } from 'react'
import { useSteady } from '../../platform/useSteady'
import { type Carried, carriedTo, lift, mayMove } from './carry'
import type { Block } from './lanes'
import type { Carry } from './useCarry'

/** Where a pointer is in a plan: whose lane, and the time there. */
export interface Spot {
  therapist: number | null
  time: number
}

/** So far a pointer goes before a press is a drag, in pixels. */
const slack = 5

/** So near to an edge the plan moves along, and by so much with each move of the pointer. */
const edge = 48
const along = 24

/**
 * Dragging by the mouse or a pen. Fingers scroll the plan; for them, as for the keys, a visit's sheet has a form that moves it.
 * @param spotAt What lies under a point of the window; null outside of every lane.
 * @param land Where the visit begins, held at `spot`: `grabbed` milliseconds behind its beginning.
 */
export function usePointer(
  { carry, drop }: Carry,
  scroller: { current: HTMLElement | null },
  spotAt: (x: number, y: number) => Spot | null,
  land: (block: Block, spot: Spot, grabbed: number) => number,
) {
  const stop = useRef<() => void>(() => {})
  const dragged = useRef(false)
  const latest = useRef({ carry, drop, spotAt, land })
  useEffect(() => {
    latest.current = { carry, drop, spotAt, land }
  })
  useEffect(() => () => stop.current(), [])

  const press = useSteady((event: Pressed, block: Block) => {
    dragged.current = false
    if (event.button !== 0 || event.pointerType === 'touch' || !mayMove(block.visit)) return
    const begun = { x: event.clientX, y: event.clientY }
    const grabbed = (latest.current.spotAt(begun.x, begun.y)?.time ?? block.from) - block.from
    let held: Carried | null = null
    const move = ({ clientX, clientY }: PointerEvent) => {
      if (held === null) {
        if (Math.hypot(clientX - begun.x, clientY - begun.y) < slack) return
        dragged.current = true
        held = lift(block, 'pointer')
      }
      followEdge(scroller.current, clientX, clientY)
      const spot = latest.current.spotAt(clientX, clientY)
      if (spot) held = carriedTo(held, spot.therapist, latest.current.land(block, spot, grabbed))
      latest.current.carry(held)
    }
    const end = () => {
      stop.current()
      if (held) void latest.current.drop(held)
    }
    const back = () => {
      stop.current()
      latest.current.carry(null)
    }
    const key = (pressed: KeyboardEvent) => {
      if (pressed.key !== 'Escape' || held === null) return
      pressed.preventDefault()
      pressed.stopPropagation()
      back()
    }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', back)
    window.addEventListener('keydown', key, true)
    stop.current = () => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', end)
      window.removeEventListener('pointercancel', back)
      window.removeEventListener('keydown', key, true)
    }
  })

  /** Whether what was just let go had been dragged: then it was not pressed. */
  return { press, wasDragged: () => dragged.current }
}

function followEdge(box: HTMLElement | null, x: number, y: number) {
  const place = box?.getBoundingClientRect()
  if (!box || !place) return
  const by = (at: number, from: number, to: number) => (at < from + edge ? -along : at > to - edge ? along : 0)
  box.scrollBy(by(x, place.left, place.right), by(y, place.top, place.bottom))
}

/** Whether the page runs from the right. */
export const fromRight = (): boolean => document.documentElement.dir === 'rtl'
