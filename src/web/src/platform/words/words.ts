import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import hospital from './en/hospital.json'
import general from './en.json'

/** The app's words; each part of it that has a file of its own brings a branch of its own. */
export const en = { ...general, ...hospital }

/** Starts the words before the first drawing; the page's language and direction follow them. */
export function startWords(): void {
  const follow = (language: string) => {
    document.documentElement.lang = language
    document.documentElement.dir = i18next.dir(language)
  }
  i18next.on('languageChanged', follow)
  void i18next.use(initReactI18next).init({
    resources: { en: { translation: en } },
    lng: 'en',
    fallbackLng: 'en',
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  })
}
