import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { home } from './home'
import { office } from './office'
import { english, joined, type Words } from './words'

const all = [office, home].reduce<Words>(joined, english)

const source = join(import.meta.dirname, '..', '..')

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory() ? files(join(folder, entry.name)) : /(?<!\.test)\.tsx?$/.test(entry.name) ? [join(folder, entry.name)] : [],
  )
}

function has(key: string, words: Words = all): boolean {
  let at: unknown = words
  for (const part of key.split('.')) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined
  if (typeof at === 'string') return true
  return key.endsWith('_other') ? false : has(`${key}_other`, words)
}

it('has a word for every key that the code names', () => {
  const named = files(source).flatMap(file => [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([\w.]+)'/g)].map(match => match[1] ?? ''))
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter(key => !has(key))).toEqual([])
})

/** What a file brings along, at once or later. */
function imported(file: string): string[] {
  const specs = [...readFileSync(file, 'utf8').matchAll(/(?:^(?:import|export)\b[^'"]*?|\bimport\()'(\.[^']+)'/gm)].map(
    match => match[1] ?? '',
  )
  const at = (spec: string) => ['.ts', '.tsx'].map(end => join(dirname(file), spec + end)).find(existsSync)
  return specs.flatMap(spec => at(spec) ?? [])
}

it('says nothing of the office or of home visits where their words were not asked for', () => {
  const routes = join(source, 'routes.tsx')
  // The office's own pages, and those whose route asks for words before it is drawn.
  const asking = [...readFileSync(routes, 'utf8').matchAll(/createRoute\(\{[\s\S]*?\n {0,2}\}\)/g)]
    .map(([route]) => route)
    .filter(route => /=> office,|beforeLoad: with(Home)?Words/.test(route))
    .flatMap(route => /import\('\.([^']+)'\)/.exec(route)?.[1] ?? [])
    .map(page => join(source, `${page}.tsx`))
  const seen = new Set<string>(asking)
  const open = [join(source, 'main.tsx')]
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    open.push(...imported(file))
  }
  const others = [...seen].filter(file => !asking.includes(file) && !file.includes('/words/'))
  const said = others.flatMap(file =>
    [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([\w.]+)'/g)].flatMap(match =>
      has(match[1] ?? '', english) ? [] : [`${file} ${match[1]}`],
    ),
  )
  expect([asking.length > 10, others.length > 100]).toEqual([true, true])
  expect(said).toEqual([])
})
