import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import admin from './en/admin.json'
import reports from './en/reports.json'
import en from './en.json'

/** All words of the first language; each part of the app brings its own, under names of its own. */
export const english = { ...en, ...admin, ...reports }

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
