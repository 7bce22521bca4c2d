import { expect, it } from 'vitest'
import { FakeSurroundings } from '../testing/fakeSurroundings'
import { Bounce, pressOnce } from './bounce'

it('takes no tap until a moment after what has changed under the thumb is seen, and begins anew when it changes again', () => {
  const surroundings = new FakeSurroundings()
  let shut = false
  let draw = () => {}
  const toggleAttribute = (_: string, on?: boolean) => {
    shut = on === true
    return shut
  }
  const seen = (then: () => void) => {
    draw = then
    return () => {
      draw = () => {}
    }
  }
  const bounce = new Bounce(() => ({ toggleAttribute }), surroundings, seen)
  expect(shut).toBe(false)
  bounce.moved()
  // A phone that is so slow that the picture comes long after.
  surroundings.pass(5_000)
  expect(shut).toBe(true)
  draw()
  surroundings.pass(300)
  bounce.moved()
  surroundings.pass(5_000)
  expect(shut).toBe(true)
  draw()
  surroundings.pass(399)
  expect(shut).toBe(true)
  surroundings.pass(1)
  expect(shut).toBe(false)
})

it('hears a key that is held down once, and lets a line be broken as often as somebody wants', () => {
  const prevented = (key: string, repeat: boolean, tagName = 'BUTTON') => {
    let stopped = false
    const preventDefault = () => {
      stopped = true
    }
    pressOnce({ key, repeat, target: { tagName } as unknown as EventTarget, preventDefault })
    return stopped
  }
  expect([prevented('Enter', false), prevented('Enter', true)]).toEqual([false, true])
  expect([prevented('Enter', true, 'TEXTAREA'), prevented('Tab', true)]).toEqual([false, false])
})
