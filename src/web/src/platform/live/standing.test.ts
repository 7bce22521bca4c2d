import { expect, it } from 'vitest'
import { Standing } from './standing'

it('says from a gap until the next snapshot that it is behind, and then that something was missed', () => {
  const standing = new Standing()
  const heard: string[] = []
  standing.subscribe(() => heard.push(standing.at()))
  standing.gap()
  expect(standing.snapshot()).toBe(false)
  standing.gap()
  standing.gap()
  expect(standing.snapshot()).toBe(true)
  expect(heard).toEqual(['current', 'behind', 'current'])
})

it('shows what the device kept only until the server has said something', () => {
  const standing = new Standing()
  expect([standing.remember(), standing.at()]).toEqual([true, 'kept'])
  standing.gap()
  expect(standing.at()).toBe('kept')
  expect([standing.snapshot(), standing.remember(), standing.at()]).toEqual([false, false, 'current'])
})
