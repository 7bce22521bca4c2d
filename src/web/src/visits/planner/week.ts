import type { Block, Lane } from './lanes'
import { dayOf, type Span, within } from './ruler'

export interface Cell {
  day: string
  /** What lies on the day, also what began the evening before. */
  blocks: readonly { block: Block; before: boolean; after: boolean }[]
  /** Minutes of visits on this day. */
  minutes: number
  /** Minutes of work by plan; null where nothing is known of it. */
  works: number | null
}

const sum = (spans: readonly Span[]): number => Math.round(spans.reduce((all, one) => all + one.to - one.from, 0) / 60_000)

/** A therapist's week, a day a cell. */
export function cellsOf(lane: Lane, days: readonly string[], zone: string): Cell[] {
  return days.map(day => {
    const span = dayOf(day, zone)
    const blocks = lane.blocks.flatMap(block => {
      const part = within(block, span)
      return part ? [{ block, part, before: part.before, after: part.after }] : []
    })
    return {
      day,
      blocks: blocks.map(({ block, before, after }) => ({ block, before, after })),
      minutes: sum(blocks.map(({ part }) => part)),
      works: lane.works === null ? null : sum(lane.works.flatMap(one => within(one, span) ?? [])),
    }
  })
}
