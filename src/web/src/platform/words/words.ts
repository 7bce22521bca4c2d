import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import admin from './en/admin.json'
import crew from './en/crew.json'
import hospital from './en/hospital.json'
import passkeys from './en/passkeys.json'
import reports from './en/reports.json'
import en from './en.json'

type Words = { [key: string]: string | Words }

/** Each part of the app brings its words; parts may add to one another's sections. */
function joined(one: Words, other: Words): Words {
  const words = { ...one }
  for (const [key, value] of Object.entries(other)) {
    const known = words[key]
    words[key] = typeof known === 'object' && typeof value === 'object' ? joined(known, value) : value
  }
  return words
}

export const english: Words = [admin, crew, hospital, passkeys, reports].reduce<Words>(joined, en)

/** Starts the words before the first drawing; the page's language and direction follow them. */
export function startWords(): void {
  const follow = (language: string) => {
    document.documentElement.lang = language
    document.documentElement.dir = i18next.dir(language)
  }
  i18next.on('languageChanged', follow)
  void i18next.use(initReactI18next).init({
    resources: { en: { translation: english } },
    lng: 'en',
    fallbackLng: 'en',
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  })
}
