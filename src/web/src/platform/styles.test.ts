import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const source = join(import.meta.dirname, '..')
const sheets = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.css'))
const lines = (pattern: RegExp, names = sheets) =>
  names.flatMap(name =>
    readFileSync(join(source, name), 'utf8')
      .split('\n')
      .filter(line => pattern.test(line))
      .map(line => `${name}: ${line.trim()}`),
  )

it('uses logical properties only, so that right-to-left needs no second sheet', () => {
  expect(sheets.length).toBeGreaterThan(5)
  const physical =
    /^\s*((margin|padding|border)-(left|right|top|bottom)|left|right|top|bottom|(min-|max-)?(width|height)|float: (left|right)|text-align: (left|right))\b/
  expect(lines(physical)).toEqual([])
})

it('takes every colour from the tokens', () => {
  const coloured = /#[0-9a-f]{3,8}\b|\bhsl\(/i
  expect(
    lines(
      coloured,
      sheets.filter(name => !name.endsWith('tokens.css')),
    ),
  ).toEqual([])
})

const tokens = new Map(
  [
    ...readFileSync(join(source, 'platform', 'tokens.css'), 'utf8').matchAll(/(--[\w-]+):\s*(?:light-dark\((#\w+),\s*(#\w+)\)|(#\w+));/g),
  ].map(([, name = '', light, dark, both]) => [name, [light ?? both ?? '', dark ?? both ?? '']]),
)

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [dim = 0, bright = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (bright + 0.05) / (dim + 0.05)
}

const inks = ['ink', 'ink-soft', 'accent', 'critical', 'high', 'medium', 'low', 'free', 'alerted', 'moving', 'there', 'loaded', 'aside']

it.each(['light', 'dark'])('has inks that can be read on every ground (%s)', scheme => {
  const at = scheme === 'light' ? 0 : 1
  const of = (name: string) => tokens.get(`--${name}`)?.[at] ?? ''
  const pairs = inks.flatMap(ink => ['ground', 'surface', 'raised'].map(ground => ({ ink, ground, ratio: contrast(of(ink), of(ground)) })))
  expect(pairs.filter(({ ratio }) => !(ratio >= 4.5))).toEqual([])
  const solids = ['accent', 'critical', 'high'].map(name => ({ name, ratio: contrast(of(`${name}-solid`), of(`on-${name}`)) }))
  expect(solids.filter(({ ratio }) => !(ratio >= 4.5))).toEqual([])
})
