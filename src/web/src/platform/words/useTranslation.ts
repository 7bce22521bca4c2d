import i18next, { type i18n, type TFunction } from 'i18next'

let words: { t: TFunction; i18n: i18n } | undefined

/**
 * The words to draw with. The language is chosen before the first drawing and holds until the page is loaded again, so nobody has to be told
 * of another one: a board with thousands of words does not listen thousands of times.
 */
export const useTranslation = () => {
  words ??= { t: i18next.getFixedT(i18next.language), i18n: i18next }
  return words
}
