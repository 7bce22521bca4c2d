import { createInstance } from 'i18next'
import { expect, it, vi } from 'vitest'
import { remember } from './remembered'

it('looks a sentence up once for all that goes into it, and again in another language', async () => {
  const words = createInstance()
  remember(words)
  const looked = vi.spyOn(words, 't')
  await words.init({
    lng: 'en',
    resources: {
      en: { translation: { units_one: '{{count}} unit', units_other: '{{count}} units' } },
      de: { translation: { units_one: '{{count}} Einheit', units_other: '{{count}} Einheiten' } },
    },
  })
  const [one, other] = [words.getFixedT(null, 'translation'), words.getFixedT(null, 'translation')]
  looked.mockClear()
  expect([one('units', { count: 1 }), one('units', { count: 2 }), other('units', { count: 2 })]).toEqual(['1 unit', '2 units', '2 units'])
  expect(looked).toHaveBeenCalledTimes(2)
  expect([one('missing', { defaultValue: 'a' }), one('missing', { defaultValue: 'b' })]).toEqual(['a', 'b'])
  await words.changeLanguage('de')
  expect(one('units', { count: 2 })).toBe('2 Einheiten')
})
