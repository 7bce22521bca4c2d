import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { changeSettings } from './settings'
import { isHeard, letSound, repeat, sound } from './sounds'

const started: string[] = []

class Knob {
  value = 0
  setValueAtTime = () => this
  linearRampToValueAtTime = () => this
}

class Node {
  type = ''
  frequency = new Knob()
  gain = new Knob()
  connect = <T>(next: T): T => next
  start = () => void started.push(this.type)
  stop = () => {}
}

/** A browser that lets a page sound once it was asked from a press. */
class FakeAudio {
  state = 'suspended'
  currentTime = 0
  destination = {}
  onstatechange = () => {}
  resume = async () => {
    this.state = 'running'
    this.onstatechange()
  }
  createOscillator = () => new Node()
  createGain = () => new Node()
}

beforeEach(() => {
  started.length = 0
  vi.useFakeTimers()
  vi.stubGlobal('AudioContext', FakeAudio)
})

afterEach(() => {
  changeSettings({ sound: true })
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('is silent until a press has let it sound', async () => {
  sound('alarm')
  expect([isHeard(), started]).toEqual([false, []])
  await letSound()
  sound('alarm')
  expect([isHeard(), started.length]).toEqual([true, 3])
})

it('lets a desk be silenced, but never the call that sends a crew out', async () => {
  await letSound()
  changeSettings({ sound: false })
  sound('distress')
  expect(started).toEqual([])
  sound('call_out')
  expect(started).toEqual(['square', 'square'])
})

it('rings until it is answered', async () => {
  await letSound()
  const answer = repeat('message', 1_000)
  vi.advanceTimersByTime(2_500)
  answer()
  vi.advanceTimersByTime(5_000)
  expect(started).toHaveLength(3)
})
