/** Round steps from nothing to the first that is not below the highest: three to five of them, each 1, 2, 2.5 or 5 times a power of ten. */
export function ticksTo(highest: number): readonly number[] {
  if (highest <= 0) return [0]
  const power = 10 ** Math.floor(Math.log10(highest / 4))
  const step = [1, 2, 2.5, 5, 10].map(times => times * power).find(step => step * 4.999 >= highest) ?? 10 * power
  return Array.from({ length: Math.ceil(highest / step - 1e-9) + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}
