import { describe, expect, it, vi } from 'vitest'
import { Keyed } from './keyed'

interface Thing {
  id: number
  version: number
  name?: string
}

const atOnce = (then: () => void) => then()

describe('things by id', () => {
  it('ignore older versions', () => {
    const things = new Keyed<Thing>(atOnce)
    expect(things.put({ id: 1, version: 2, name: 'new' })).toBe(true)
    expect(things.put({ id: 1, version: 1, name: 'old' })).toBe(false)
    expect(things.get(1)?.name).toBe('new')
    expect(things.put({ id: 1, version: 2, name: 'a part changed' })).toBe(true)
    expect(things.get(1)?.name).toBe('a part changed')
    expect(things.put({ id: 1, version: 3, name: 'newer' })).toBe(true)
  })

  it('are what a snapshot says, even when its versions are older', () => {
    const things = new Keyed<Thing>(atOnce)
    things.put({ id: 1, version: 9 })
    things.put({ id: 2, version: 1 })
    things.replace([{ id: 1, version: 3 }])
    expect(things.all()).toEqual([{ id: 1, version: 3 }])
    expect(things.put({ id: 1, version: 4 })).toBe(true)
  })

  it('tell only who listens to the one that changed', () => {
    const things = new Keyed<Thing>(atOnce)
    const one = vi.fn()
    const two = vi.fn()
    const all = vi.fn()
    things.subscribe(1, one)
    const leave = things.subscribe(2, two)
    things.subscribeAll(all)
    things.put({ id: 1, version: 1 })
    expect([one, two, all].map(listener => listener.mock.calls.length)).toEqual([1, 0, 1])
    leave()
    things.put({ id: 2, version: 1 })
    expect([one, two, all].map(listener => listener.mock.calls.length)).toEqual([1, 0, 2])
  })

  it('tell once a flush, however much news there was', () => {
    const waiting: (() => void)[] = []
    const things = new Keyed<Thing>(then => waiting.push(then))
    const one = vi.fn()
    const all = vi.fn()
    things.subscribe(1, one)
    things.subscribeAll(all)
    for (let version = 1; version <= 50; version++) things.put({ id: 1, version })
    expect(waiting).toHaveLength(1)
    expect(things.get(1)?.version).toBe(50)
    waiting[0]?.()
    expect([one, all].map(listener => listener.mock.calls.length)).toEqual([1, 1])
    things.put({ id: 1, version: 51 })
    expect(waiting).toHaveLength(2)
  })

  it('give the same list until something changes', () => {
    const things = new Keyed<Thing>(atOnce)
    things.put({ id: 1, version: 1 })
    const list = things.all()
    expect(things.all()).toBe(list)
    things.put({ id: 1, version: 0 })
    expect(things.all()).toBe(list)
    things.put({ id: 2, version: 1 })
    expect(things.all()).not.toBe(list)
  })

  it('can be amended without a version', () => {
    const things = new Keyed<Thing>(atOnce)
    things.put({ id: 1, version: 1, name: 'a' })
    expect(things.amend(1, thing => ({ ...thing, name: 'b' }))).toBe(true)
    expect(things.amend(1, thing => thing)).toBe(false)
    expect(things.amend(7, thing => thing)).toBe(false)
    expect(things.get(1)).toEqual({ id: 1, version: 1, name: 'b' })
    expect(things.all()).toEqual([{ id: 1, version: 1, name: 'b' }])
  })

  it('tell nobody but their own listeners of an amendment', () => {
    const things = new Keyed<Thing>(atOnce)
    things.put({ id: 1, version: 1 })
    const one = vi.fn()
    const all = vi.fn()
    things.subscribe(1, one)
    things.subscribeAll(all)
    things.amend(1, thing => ({ ...thing, name: 'b' }))
    expect([one, all].map(listener => listener.mock.calls.length)).toEqual([1, 0])
  })
})
