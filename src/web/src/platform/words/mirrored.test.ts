import i18next from 'i18next'
import { expect, it } from 'vitest'
import { mirrored } from './mirrored'
import { office } from './office'
import { english as everywhere, joined, started } from './words'

const english = joined(everywhere, office)

const leaves = (words: object): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[key, value] as [string, string]]
      : leaves(value).map(([inner, text]) => [`${key}.${inner}`, text] as [string, string]),
  )

it('keeps what is put in, and is a third longer', () => {
  const turned = new Map(leaves(mirrored(english)))
  const holes = (text: string) => text.match(/\{\{.*?\}\}|<\/?\w+>/g) ?? []
  const plain = (text: string) => text.replace(/\{\{.*?\}\}|<\/?\w+>/g, '').match(/\p{L}/gu)?.length ?? 0
  for (const [key, text] of leaves(english)) {
    expect(holes(turned.get(key) ?? ''), key).toEqual(holes(text))
    expect(plain(turned.get(key) ?? ''), key).toBeGreaterThanOrEqual(plain(text) * 1.3)
  }
})

it('counts in every way that Arabic does, and keeps apart what is put in', async () => {
  await i18next.init(await started('ar-XB'))
  expect(i18next.dir()).toBe('rtl')
  for (const count of [0, 1, 2, 3, 11, 100]) expect(i18next.t('alarm.more', { count })).toContain(`\u2068${count}\u2069`)
  expect(i18next.t('alarm.more', { count: 3 })).toContain('\u202E')
})

it('is nobody’s choice', async () => {
  expect((await started('xx')).lng).toBe('en')
  expect((await started('en')).lng).toBe('en')
})
