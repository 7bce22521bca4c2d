import type { Words } from './words'

/** What is put in later, and what names a part of the sentence: both stay as they are. */
const fixed = /(\{\{.*?\}\}|<\/?\w+>)/

/** Arabic counts in six ways; English has two of them. */
const ways = ['zero', 'two', 'few', 'many']

/**
 * English as a page that reads from right to left would have it: every word turned round by a mark of direction and a third longer,
 * every way of counting there. For tests: whoever wants to see whether a page holds needs no second file of words, and nobody else is offered it.
 */
export function mirrored(words: Words): Words {
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, value]): [string, Words | string][] => {
      if (typeof value !== 'string') return [[key, mirrored(value)]]
      const turned = turn(value)
      if (!key.endsWith('_other')) return [[key, turned]]
      const missing = ways.map(way => key.replace(/other$/, way)).filter(each => !(each in words))
      return [key, ...missing].map(each => [each, turned])
    }),
  )
}

/** The letters stay in their order, so that a test finds the word; only how they are drawn is turned (U+202E, ended by U+202C). */
const turn = (text: string): string =>
  text
    .split(fixed)
    .map(part => (part === '' || fixed.test(part) ? part : `\u202E${part.replace(/\p{L}+/gu, longer)}\u202C`))
    .join('')

/** The same word is longer in the same way everywhere: what a button is called begins with what stands on it. */
const longer = (word: string): string => word + 'o'.repeat(Math.ceil(word.length * 0.35))
