/** What a form holds, by the wire's names. */
export type Values = Readonly<Record<string, unknown>>

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

/** What was changed, as a merge patch (RFC 7396): only members that differ, so that what others changed elsewhere stays. */
export function patchOf(before: Values, after: Values): Record<string, unknown> {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !same(before[name], value)))
}

/** The members over which two people disagree: those that I changed and that stand otherwise now. */
export function disputed(before: Values, mine: Values, theirs: Values): string[] {
  return Object.keys(mine).filter(name => !same(before[name], mine[name]) && !same(mine[name], theirs[name]))
}

/** What they say now, under what I changed. */
export const merged = (before: Values, mine: Values, theirs: Values): Values => ({ ...theirs, ...patchOf(before, mine) })

/** Where a refusal belongs: the field that it names, or one of its parts (`roles[0].site_id`). */
export function errorOf(errors: Readonly<Record<string, readonly string[]>>, name: string): string | undefined {
  const named = Object.entries(errors).find(([key]) => key === name || key.startsWith(`${name}[`) || key.startsWith(`${name}.`))
  return named?.[1][0]
}

/** What was said of no field of the form. */
export function homeless(errors: Readonly<Record<string, readonly string[]>>, names: readonly string[]): string[] {
  return Object.entries(errors)
    .filter(([key]) => !names.some(name => errorOf({ [key]: [''] }, name) !== undefined))
    .flatMap(([key, said]) => said.map(sentence => `${key}: ${sentence}`))
}
