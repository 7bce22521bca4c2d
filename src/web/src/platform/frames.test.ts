import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

describe('work that may wait for a picture', () => {
  let pictures: (() => void)[] = []
  const heard: (() => void)[] = []
  const page = { hidden: false, addEventListener: (_: string, then: () => void) => heard.push(then) }
  const draw = () => {
    for (const then of pictures.splice(0)) then()
  }

  beforeEach(() => {
    pictures = []
    heard.length = 0
    page.hidden = false
    vi.resetModules()
    vi.useFakeTimers()
    vi.stubGlobal('document', page)
    vi.stubGlobal('requestAnimationFrame', (then: () => void) => pictures.push(then))
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('is done piece by piece, in every other picture', async () => {
    const { nextFrame } = await import('./frames')
    const done: string[] = []
    nextFrame(() => done.push('calls'))
    nextFrame(() => done.push('units'))
    expect(done).toEqual([])
    draw()
    expect(done).toEqual(['calls'])
    draw()
    expect(done).toEqual(['calls'])
    draw()
    expect(done).toEqual(['calls', 'units'])
  })

  it('keeps its distance from what was done before', async () => {
    const { nextFrame } = await import('./frames')
    const done: string[] = []
    nextFrame(() => done.push('calls'))
    draw()
    nextFrame(() => done.push('units'))
    draw()
    expect(done).toEqual(['calls'])
    draw()
    expect(done).toEqual(['calls', 'units'])
  })

  it('does not wait for those before it for longer than a hand notices', async () => {
    const { nextFrame } = await import('./frames')
    const done: number[] = []
    for (let piece = 0; piece < 5; piece++) nextFrame(() => done.push(piece))
    vi.advanceTimersByTime(100)
    nextFrame(() => done.push(5))
    vi.advanceTimersByTime(60)
    draw()
    expect(done).toEqual([0, 1, 2, 3, 4])
  })

  it('is done without pictures by a page that nobody sees, also what was asked for before', async () => {
    const { nextFrame } = await import('./frames')
    const done: string[] = []
    nextFrame(() => done.push('calls'))
    page.hidden = true
    for (const then of heard) then()
    expect(done).toEqual(['calls'])
    nextFrame(() => done.push('units'))
    // A timer of its own: one that followed from another might be a minute late.
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(250)
    expect(done).toEqual(['calls', 'units'])
    page.hidden = false
    draw()
    nextFrame(() => done.push('positions'))
    draw()
    draw()
    expect(done).toEqual(['calls', 'units', 'positions'])
  })

  it('is done whatever becomes of the piece before', async () => {
    const reported = vi.fn()
    vi.stubGlobal('reportError', reported)
    const { nextFrame } = await import('./frames')
    const done: string[] = []
    nextFrame(() => {
      throw new Error('a map without its context')
    })
    nextFrame(() => done.push('units'))
    draw()
    draw()
    draw()
    expect(done).toEqual(['units'])
    expect(reported).toHaveBeenCalledOnce()
  })
})
