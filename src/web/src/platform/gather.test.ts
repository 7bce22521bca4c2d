import { expect, it } from 'vitest'
import { FakeSurroundings } from '../testing/fakeSurroundings'
import { Gather } from './gather'

it('hands on what came together once, a while after the first, and goes on after that', () => {
  const around = new FakeSurroundings(1)
  const handed: (readonly number[])[] = []
  const gather = new Gather(ids => handed.push(ids), around)
  for (const id of [7, 7, 8, 7]) gather.add(id)
  around.pass(399)
  expect(handed).toEqual([])
  around.pass(1)
  expect(handed).toEqual([[7, 8]])
  gather.add(7)
  around.pass(400)
  expect(handed).toEqual([[7, 8], [7]])
})

it('says nothing more when it was stopped', () => {
  const around = new FakeSurroundings()
  const handed: (readonly number[])[] = []
  const gather = new Gather(ids => handed.push(ids), around)
  gather.add(7)
  gather.stop()
  around.pass(1000)
  expect(handed).toEqual([])
  gather.add(8)
  around.pass(200)
  expect(handed).toEqual([[8]])
})
