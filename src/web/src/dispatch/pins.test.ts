import { describe, expect, it } from 'vitest'
import { type Pin, Pins, pointOf, type Said } from './pins'

/** A field as a form holds it: what is taken is what it says from then on. */
function field(pins: Pins, text = '') {
  const said: string[] = []
  const put = (text: string) => pins.put(pin(text))
  const pin = (text: string): Pin => ({
    key: 'intake',
    label: 'Coordinates',
    text,
    take: taken => {
      said.push(taken)
      put(taken)
    },
  })
  put(text)
  return said
}

describe('a place that a form asks for', () => {
  it('is said by the map, and put back where it was by whoever thinks better of it', () => {
    const pins = new Pins()
    const said = field(pins, '14.6, 120.98')
    expect(pins.state().choosing).toBeNull()
    pins.choose('intake')
    pins.take('intake', '14.7, 121')
    expect(pins.state().choosing && pointOf(pins.state().choosing as Pin)).toEqual({ latitude: 14.7, longitude: 121 })
    pins.back()
    expect(said).toEqual(['14.7, 121', '14.6, 120.98'])
    expect(pins.state().choosing).toBeNull()
  })

  it('tells nobody of a drawing that changed nothing, or a map would never come to rest', () => {
    const pins = new Pins()
    field(pins)
    let told = 0
    pins.subscribe(() => told++)
    pins.put({ key: 'intake', label: 'Coordinates', text: '', take: () => {} })
    expect(told).toBe(0)
    pins.remove('intake')
    expect([told, pins.state().pins]).toEqual([1, []])
  })

  it('ends its choosing with its form', () => {
    const pins = new Pins()
    field(pins)
    pins.choose('intake')
    pins.remove('intake')
    expect(pins.state().choosing).toBeNull()
  })

  it('is shown in another window, where a press is told and not done', () => {
    const [here, there] = [new Pins(), new Pins()]
    const told: Said[] = []
    const said = field(here)
    here.choose('intake')
    there.follow(here.state().pins, 'intake', one => {
      told.push(one)
      here.obey(one)
    })
    there.take('intake', '14.7, 121')
    there.done()
    expect(told).toEqual([{ key: 'intake', text: '14.7, 121' }, 'done'])
    expect([said, here.state().choosing, there.state().choosing?.key]).toEqual([['14.7, 121'], null, 'intake'])
  })
})
