export type Point = readonly [x: number, y: number]
export type Lines = readonly (readonly Point[])[]

/** The server keeps a signature on a square of this side, and no more than so many lines and points. */
export const side = 1000
const [mostLines, mostPoints] = [200, 5000]

/** A point of the pad on that square. */
export const pointAt = (x: number, y: number, { width, height }: { width: number; height: number }): Point => {
  const on = (at: number, length: number) => Math.round(Math.min(1, Math.max(0, at / length)) * side)
  return [on(x, width), on(y, height)]
}

/** The pen was put down: a new line begins, as long as there is room for one. */
export const begun = (lines: Lines, at: Point): Lines => (lines.length < mostLines ? [...lines, [at]] : lines)

/** Nobody signs with less: a tap is no signature. */
const leastInk = 100

/** Whether something was written, and not only touched. */
export const isSigned = (lines: Lines): boolean =>
  lines.reduce(
    (sum, line) =>
      sum + line.slice(1).reduce((long, [x, y], at) => long + Math.hypot(x - (line[at]?.[0] ?? x), y - (line[at]?.[1] ?? y)), 0),
    0,
  ) >= leastInk

/** The pen moved: what is nearer to the last point than anybody sees is left out. */
export function drawn(lines: Lines, at: Point): Lines {
  const line = lines.at(-1)
  const last = line?.at(-1)
  if (!line || !last || Math.hypot(at[0] - last[0], at[1] - last[1]) < 4) return lines
  return lines.reduce((sum, one) => sum + one.length, 0) < mostPoints ? [...lines.slice(0, -1), [...line, at]] : lines
}
