import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { office } from './office'
import { english, joined } from './words'

const all = joined(english, office)

const source = join(import.meta.dirname, '..', '..')

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory() ? files(join(folder, entry.name)) : /(?<!\.test)\.tsx?$/.test(entry.name) ? [join(folder, entry.name)] : [],
  )
}

function has(key: string): boolean {
  let at: unknown = all
  for (const part of key.split('.')) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined
  return typeof at === 'string'
}

it('has a word for every key that the code names', () => {
  const named = files(source).flatMap(file => [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([\w.]+)'/g)].map(match => match[1] ?? ''))
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter(key => !has(key) && !has(`${key}_other`))).toEqual([])
})
