import type { Plugin, Rolldown } from 'vite'

/** The parts that are phones' own: these, and no others, are asked for later by their pages. */
const own = /\/src\/(phone|crew)\//

/** A page of settings asks the server for all that it shows: without a network it is of no use, and takes no room. */
const online = /\/src\/notifications\/Preferences\.tsx/

/**
 * What the phones' pages are made of: all that the app's beginning needs at once, and their own parts with whatever these bring along or ask
 * for later. The map, the charts and the pages of others are no part of it.
 */
export function phoneFiles(): { plugin: Plugin; has: (file: string) => boolean } {
  const files = new Set<string>()
  return {
    has: file => files.has(file),
    plugin: {
      name: 'phone-files',
      generateBundle(_, bundle) {
        const chunks = new Map(Object.values(bundle).flatMap(file => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])))
        const beginning = reached(
          chunks,
          [...chunks.values()].filter(chunk => chunk.isEntry),
          () => false,
        )
        const asked = [...beginning].flatMap(chunk => chunk.dynamicImports).flatMap(file => chunks.get(file) ?? [])
        const phones = reached(
          chunks,
          asked.filter(chunk => chunk.moduleIds.some(id => own.test(id))),
          chunk => !beginning.has(chunk),
        )
        for (const chunk of [...beginning, ...phones].filter(one => !one.moduleIds.some(id => online.test(id)))) {
          files.add(chunk.fileName)
          for (const more of [...(chunk.viteMetadata?.importedCss ?? []), ...(chunk.viteMetadata?.importedAssets ?? [])]) files.add(more)
        }
        if (phones.size === 0) this.error('No phone’s page is part of what was built: none would start without a network.')
      },
    },
  }
}

/** These chunks with what they import, and for some of them with what they ask for later. */
function reached(
  chunks: ReadonlyMap<string, Rolldown.OutputChunk>,
  from: readonly Rolldown.OutputChunk[],
  later: (chunk: Rolldown.OutputChunk) => boolean,
): Set<Rolldown.OutputChunk> {
  const found = new Set<Rolldown.OutputChunk>()
  const open = [...from]
  for (let chunk = open.pop(); chunk; chunk = open.pop()) {
    if (found.has(chunk)) continue
    found.add(chunk)
    for (const file of [...chunk.imports, ...(later(chunk) ? chunk.dynamicImports : [])]) open.push(...[chunks.get(file) ?? []].flat())
  }
  return found
}
