import { expect, it } from 'vitest'
import { unreachable } from '../platform/problem'
import { FakeSurroundings } from '../testing/fakeSurroundings'
import { AskedLine } from './askedLine'

const settled = () => new Promise(resolve => setTimeout(resolve, 0))

function set() {
  const surroundings = new FakeSurroundings()
  const asked: boolean[] = []
  let answer: () => Promise<void> = async () => {}
  const line = new AskedLine(
    async all => {
      asked.push(all)
      await answer()
    },
    5_000,
    surroundings,
  )
  const answers = (next: () => Promise<void>) => {
    answer = next
  }
  return { line, surroundings, asked, answers }
}

it('asks for all at first, and then again and again for what is new', async () => {
  const { line, surroundings, asked } = set()
  line.open()
  await settled()
  expect([asked, line.state().state]).toEqual([[true], 'live'])
  surroundings.pass(5_000)
  await settled()
  expect(asked).toEqual([true, false])
  line.close()
  surroundings.pass(60_000)
  await settled()
  expect(asked).toHaveLength(2)
})

it('is lost when nobody answers, tries with growing pauses, and then asks for all', async () => {
  const { line, surroundings, asked, answers } = set()
  line.open()
  await settled()
  answers(async () => {
    throw unreachable()
  })
  surroundings.pass(5_000)
  await settled()
  expect(line.state()).toMatchObject({ state: 'lost', since: surroundings.now() })
  const before = asked.length
  answers(async () => {})
  surroundings.pass(120_000)
  await settled()
  expect([asked.slice(before), line.state().state]).toEqual([[true], 'live'])
})

it('asks once more where something happened while it was asking', async () => {
  const { line, asked, answers } = set()
  let release = () => {}
  answers(() => new Promise(resolve => (release = resolve)))
  line.open()
  await settled()
  line.again()
  line.again()
  expect(asked).toEqual([true])
  answers(async () => {})
  release()
  await settled()
  expect(asked).toEqual([true, true])
})
