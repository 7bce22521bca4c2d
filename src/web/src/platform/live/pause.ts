const shortest = 500
const longest = 15_000

/**
 * Milliseconds before try number `attempt` (0 is the first): doubling, between half and the whole, so that a thousand browsers that
 * lost the same server do not all come back in the same instant.
 */
export function pause(attempt: number, random: number): number {
  const whole = Math.min(longest, shortest * 2 ** Math.min(attempt, 10))
  return Math.round(whole / 2 + (random * whole) / 2)
}
