import type { i18n as Words } from 'i18next'

/** So many sentences are kept: times and names are put into some of them, and those are others every second. */
const most = 2000

/**
 * Keeps what was said: a board says the same few hundred words over and over, and to look one up, to count and to put things in takes
 * i18next as long as drawing what it stands in. Everything that goes into a sentence is part of its key; another language forgets all.
 */
export function remember(words: Words): void {
  const said = new Map<string, string>()
  words.on('languageChanged', () => said.clear())
  const plain = words.getFixedT.bind(words)
  words.getFixedT = ((...of: Parameters<typeof plain>) => {
    const t = plain(...of) as unknown as (key: unknown, options?: object) => string
    const where = of.some(part => part != null && part !== 'translation') ? `${JSON.stringify(of)} ` : ''
    const remembering = (key: unknown, options?: object) => {
      if (typeof key !== 'string') return t(key, options)
      const asked = options === undefined ? where + key : `${where}${key} ${JSON.stringify(options)}`
      const known = said.get(asked)
      if (known !== undefined) return known
      const found = t(key, options)
      if (said.size >= most) said.clear()
      said.set(asked, found)
      return found
    }
    return Object.assign(remembering, t)
  }) as typeof words.getFixedT
}
