import { type Icon, IconCircleCheck, IconClockExclamation, IconClockPlus, IconEyeOff, IconTargetOff } from '@tabler/icons-react'
import type { Tone } from '../platform/Mark'
import type { MapCell } from '../platform/wire'

/** How the calls of a square stand against their targets, the worst last but for those of which nothing is said. */
export const standings = ['in_target', 'over', 'far_over', 'no_target', 'few'] as const

export type Standing = (typeof standings)[number]

/** Late is one tone, and how late is its hatching: red is kept for what somebody must do now. */
export const standingLook: Record<Standing, { icon: Icon; tone: Tone; hatching: 0 | 1 | 2 }> = {
  in_target: { icon: IconCircleCheck, tone: 'free', hatching: 0 },
  over: { icon: IconClockPlus, tone: 'high', hatching: 1 },
  far_over: { icon: IconClockExclamation, tone: 'high', hatching: 2 },
  no_target: { icon: IconTargetOff, tone: 'moving', hatching: 0 },
  few: { icon: IconEyeOff, tone: 'aside', hatching: 0 },
}

export function standingOf({ p90, of_target }: MapCell): Standing {
  if (p90 === null) return 'few'
  if (of_target === null) return 'no_target'
  return of_target <= 1 ? 'in_target' : of_target <= 1.5 ? 'over' : 'far_over'
}

/** The sides that squares may be asked for, in metres. */
export const sides = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000] as const

/** A square by its centre: the grid stands still, so that this names it in every report. */
export const placeOf = ({ latitude, longitude }: MapCell): string => `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`
