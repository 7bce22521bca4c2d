// Says the sentences that the server lends to a page, as the server says them: a part of ICU's MessageFormat, without quoting.
'use strict'

/**
 * @param {string} sentence with {name}, {n, number}, {n, plural, =0{…} one{…} other{…}} where # is n, and {x, select, a{…} other{…}}
 * @param {Record<string, string | number | null>} facts by name
 * @param {string} language whose numbers decide between the forms
 * @param {boolean} isolates whether words that are put in are kept from tearing apart a sentence that reads the other way; not for a voice
 */
function say(sentence, facts, language = document.documentElement.lang, isolates = true) {
  const toTheLeft = language.split('-')[0] === 'ar'
  let at = 0
  return message(null)

  function message(count) {
    let said = ''
    while (at < sentence.length && sentence[at] !== '}') {
      if (sentence[at] === '{') said += place(count)
      else if (sentence[at] === '#' && count !== null) {
        said += count
        at++
      } else said += sentence[at++]
    }
    return said
  }

  function place(count) {
    at++
    const name = word()
    const kind = sentence[at] === ',' ? (at++, word()) : ''
    if (kind !== 'plural' && kind !== 'select') {
      at++
      return given(facts[name])
    }
    at++
    const fact = facts[name]
    const ways = {}
    for (let key = word(); key; key = word()) {
      ways[key] = at + 1
      skip()
    }
    const end = at + 1
    const exactly = kind === 'plural' ? ways[`=${fact}`] : ways[fact]
    const form = kind === 'plural' ? ways[new Intl.PluralRules(language).select(fact)] : undefined
    at = exactly ?? form ?? ways.other
    const said = message(kind === 'plural' ? fact : count)
    at = end
    return said
  }

  function given(fact) {
    if (typeof fact !== 'string') return fact ?? '–'
    return isolates && (toTheLeft || /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(fact)) ? `\u2068${fact}\u2069` : fact
  }

  function word() {
    const near = /\s*([=\w]*)\s*/y
    near.lastIndex = at
    const [all, found] = near.exec(sentence)
    at += all.length
    return found
  }

  /** Past the braces that begin here, whatever is within. */
  function skip() {
    let depth = 0
    do {
      if (sentence[at] === '{') depth++
      if (sentence[at] === '}') depth--
      at++
    } while (depth > 0)
  }
}
