import i18next, { type InitOptions } from 'i18next'
import admin from './en/admin.json'
import crew from './en/crew.json'
import hospital from './en/hospital.json'
import notifications from './en/notifications.json'
import passkeys from './en/passkeys.json'
import phone from './en/phone.json'
import en from './en.json'
import { remember } from './remembered'

export type Words = { [key: string]: string | Words }

/** Each part of the app brings its words; parts may add to one another's sections. */
export function joined(one: Words, other: Words): Words {
  const words = { ...one }
  for (const [key, value] of Object.entries(other)) {
    const known = words[key]
    words[key] = typeof known === 'object' && typeof value === 'object' ? joined(known, value) : value
  }
  return words
}

export const english: Words = [admin, crew, hospital, notifications, passkeys, phone].reduce<Words>(joined, en)

/** Under this name a browser keeps the language that was chosen in it. */
const kept = 'attend.language'

/** What the product can speak, read when somebody chose it. The last is a test's (the pseudo-locale of that name) and stands in no list. */
const languages: Readonly<Record<string, () => Promise<Words>>> = {
  en: async () => english,
  'ar-XB': async () => (await import('./mirrored')).mirrored(english),
}

function chosen(): string | null {
  try {
    return localStorage.getItem(kept)
  } catch {
    return null
  }
}

/** How the words begin in this language, or in English where it is none of ours. */
export async function started(asked: string | null): Promise<InitOptions> {
  const language = asked !== null && asked in languages ? asked : 'en'
  const words = (await languages[language]?.()) ?? english
  return {
    resources: { en: { translation: english }, [language]: { translation: words } },
    lng: language,
    fallbackLng: 'en',
    initAsync: false,
    // A number or a name within a sentence that reads the other way must not tear it apart (Unicode: first strong isolate).
    interpolation: i18next.dir(language) === 'rtl' ? { escape: value => `\u2068${value}\u2069` } : { escapeValue: false },
    returnNull: false,
  }
}

const parts = {
  office: async () => (await import('./office')).office,
  home: async (): Promise<Words> => (await import('./home')).home,
}
const added = new Map<keyof typeof parts, Promise<void>>()

async function add(part: keyof typeof parts): Promise<void> {
  const words = await parts[part]()
  i18next.addResourceBundle('en', 'translation', words, true)
  if (i18next.language === 'ar-XB') i18next.addResourceBundle('ar-XB', 'translation', (await import('./mirrored')).mirrored(words), true)
}

/** Adds what only some pages say, once: those of the office, or the phones of home visits. */
export function addWords(part: keyof typeof parts): Promise<void> {
  const adding = added.get(part) ?? add(part)
  added.set(part, adding)
  return adding
}

/** Starts the words before the first drawing; the page's language and direction follow them. */
export async function startWords(): Promise<void> {
  i18next.on('languageChanged', language => {
    document.documentElement.lang = language
    document.documentElement.dir = i18next.dir(language)
  })
  remember(i18next)
  await i18next.init(await started(chosen()))
}
