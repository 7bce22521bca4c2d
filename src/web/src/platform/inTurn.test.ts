import { expect, test } from 'vitest'
import { inTurn } from './inTurn'

/** Something that ends when it is told to. */
function slow() {
  const done: string[] = []
  const ends: Record<string, (failure?: Error) => void> = {}
  const begin = (what: string) => () => {
    done.push(what)
    return new Promise<string>((resolve, reject) => {
      ends[what] = failure => (failure ? reject(failure) : resolve(what))
    })
  }
  return { done, begin, end: (what: string, failure?: Error) => ends[what]?.(failure) }
}

test('a key that is pressed while another is on its way is done after it', async () => {
  const { done, begin, end } = slow()
  const take = inTurn<string>()
  const start = take('start', begin('start'))
  const hold = take('hold', begin('hold'))
  expect(done).toEqual(['start'])

  end('start')
  await start
  await Promise.resolve()
  expect(done).toEqual(['start', 'hold'])
  end('hold')
  expect(await hold).toBe('hold')
})

test('a key that is pressed twice is done once, and both hear its end', async () => {
  const { done, begin, end } = slow()
  const take = inTurn<string>()
  const presses = [take('next', begin('next')), take('next', begin('next'))]
  end('next')
  expect(await Promise.all(presses)).toEqual(['next', 'next'])
  expect(done).toEqual(['next'])

  const again = take('next', begin('next'))
  end('next')
  expect(await again).toBe('next')
  expect(done).toEqual(['next', 'next'])
})

test('what fails holds up nobody', async () => {
  const { done, begin, end } = slow()
  const take = inTurn<string>()
  const first = take('start', begin('start'))
  const second = take('hold', begin('hold'))
  end('start', new Error('lost'))
  await expect(first).rejects.toThrow('lost')
  await Promise.resolve()
  expect(done).toEqual(['start', 'hold'])
  end('hold')
  expect(await second).toBe('hold')
})
