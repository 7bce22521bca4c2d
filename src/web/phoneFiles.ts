import type { Plugin, Rolldown } from 'vite'

/** A page that starts without a network. */
export interface Phone {
  path: '/crew' | '/drive' | '/rounds'
  /** The script that keeps it, and what the phone that carries it is told of it. */
  worker: string
  manifest: string
  description: string
  /** Its own parts: these, and no others, are asked for later by it. */
  own: RegExp
}

export const phones: readonly Phone[] = [
  {
    path: '/crew',
    // Called so since it was the only one: the phones that have it ask for the next by this name.
    worker: 'sw.js',
    manifest: 'manifest.webmanifest',
    description: 'Calls, steps and patients of one crew, with and without a network.',
    own: /\/src\/(crew\/|phone\/whoIsHere)/,
  },
  {
    path: '/drive',
    worker: 'drive.sw.js',
    manifest: 'drive.webmanifest',
    description: 'The runs of one driver, with and without a network.',
    own: /\/src\/(drive\/|phone\/whoIsHere|platform\/words\/home)/,
  },
  {
    path: '/rounds',
    worker: 'rounds.sw.js',
    manifest: 'rounds.webmanifest',
    description: 'The visits of one therapist, with and without a network.',
    own: /\/src\/(rounds\/|phone\/whoIsHere|platform\/words\/home)/,
  },
]

/** A page of settings asks the server for all that it shows: without a network it is of no use, and takes no room. */
const online = /\/src\/notifications\/Preferences\.tsx/

/**
 * What each phone's page is made of: all that the app's beginning needs at once, and its own parts with whatever these bring along or ask for
 * later. The map, the charts and the pages of others are no part of it.
 */
export function phoneFiles(): { plugin: Plugin; has: (phone: Phone, file: string) => boolean } {
  const files = new Map<Phone, Set<string>>()
  return {
    has: (phone, file) => files.get(phone)?.has(file) === true,
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
        for (const phone of phones) {
          const own = asked.filter(chunk => chunk.moduleIds.some(id => phone.own.test(id)))
          if (own.length === 0)
            this.error(`The page ${phone.path} is no part of what was built: its phone would not start without a network.`)
          const parts = [...beginning, ...reached(chunks, own, chunk => !beginning.has(chunk))]
            .filter(one => !one.moduleIds.some(id => online.test(id)))
            .flatMap(({ fileName, viteMetadata: more }) => [fileName, ...(more?.importedCss ?? []), ...(more?.importedAssets ?? [])])
          files.set(phone, new Set(parts))
        }
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
