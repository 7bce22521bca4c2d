import { expect, it } from 'vitest'
import { Things } from './things'

const made = () => new Things<{ runs: { id: number; version: number } }>(['runs'], then => then())

it('shows what the device kept until the server says what is', () => {
  const picture = made()
  picture.remember({ runs: [{ id: 1, version: 1 }] })
  expect([picture.standing.at(), picture.of.runs.size]).toEqual(['kept', 1])
  picture.take({ runs: [] })
  expect([picture.standing.at(), picture.of.runs.size]).toEqual(['current', 0])
  picture.remember({ runs: [{ id: 1, version: 1 }] })
  expect(picture.of.runs.size).toBe(0)
})

it('can be put aside and taken up as it was, and tells of every change', () => {
  const picture = made()
  let heard = 0
  const stop = picture.watch(() => heard++)
  picture.take({ runs: [{ id: 1, version: 3 }] })
  const other = made()
  other.remember(JSON.parse(JSON.stringify(picture.snapshot())))
  expect([other.snapshot(), heard]).toEqual([picture.snapshot(), 1])
  stop()
  picture.take({ runs: [] })
  expect(heard).toBe(1)
})
