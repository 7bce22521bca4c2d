import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const source = join(import.meta.dirname, '..')

it('is imported by tests alone', () => {
  const product = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    name => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.startsWith('testing'),
  )
  expect(product.length).toBeGreaterThan(30)
  expect(product.filter(name => /from '[^']*\/testing\//.test(readFileSync(join(source, name), 'utf8')))).toEqual([])
})
