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
