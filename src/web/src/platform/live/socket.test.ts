import { describe, expect, it } from 'vitest'
import { FakeSurroundings } from '../../testing/fakeSurroundings'
import { pause } from './pause'
import { LiveSocket, type Message, silenceLimit } from './socket'

function connected(chance = 0) {
  const around = new FakeSurroundings(chance)
  const heard: Message[] = []
  const socket = new LiveSocket('ws://here/ws/dispatchers/', message => heard.push(message), around)
  socket.open()
  return { around, heard, socket }
}

describe('a live socket', () => {
  it('is live only when the first message came', () => {
    const { around, socket } = connected()
    expect(socket.state()).toEqual({ state: 'connecting' })
    expect(socket.heardAt()).toBeNull()
    around.last.say({ type: 'initial_data', cursor: 'a.1' })
    expect(socket.state()).toEqual({ state: 'live' })
    expect(socket.heardAt()).toBe(around.now())
  })

  it('hands messages on in order and ignores what is none', () => {
    const { around, heard } = connected()
    around.last.say({ type: 'initial_data', cursor: 'a.1' })
    around.last.say('{ broken')
    around.last.say('[1, 2]')
    around.last.say({ type: 'emergency_update', event: 'NEW_EMERGENCY', cursor: 'a.2' })
    expect(heard.map(message => message.type)).toEqual(['initial_data', 'emergency_update'])
  })

  it('resumes at the last cursor, which states do not carry', () => {
    const { around } = connected()
    around.last.say({ type: 'initial_data', cursor: 'a.1' })
    around.last.say({ type: 'emergency_update', cursor: 'a.2' })
    around.last.say({ type: 'ambulance_update', event: 'LOCATION_UPDATE' })
    around.last.lose()
    around.pass(1000)
    expect(around.last.url).toBe('ws://here/ws/dispatchers/?cursor=a.2')
  })

  it('asks again for a message that could not be taken', () => {
    const around = new FakeSurroundings()
    const socket = new LiveSocket(
      'ws://here/',
      message => {
        if (message.event === 'BAD') throw new Error('no')
      },
      around,
    )
    socket.open()
    around.last.say({ type: 'initial_data', cursor: 'a.1' })
    expect(() => around.last.say({ type: 'emergency_update', event: 'BAD', cursor: 'a.2' })).toThrow('no')
    around.last.lose()
    around.pass(1000)
    expect(around.last.url).toBe('ws://here/?cursor=a.1')
  })

  it('says nothing where there is no line, and tells so', () => {
    const { around, socket } = connected()
    expect(socket.send({ type: 'ack', ids: [1] })).toBe(false)
    around.last.say({ type: 'initial_data', cursor: 'a.1' })
    expect(socket.send({ type: 'ack', ids: [1] })).toBe(true)
    expect(around.last.sent).toEqual(['{"type":"ack","ids":[1]}'])
    around.last.lose()
    expect(socket.send({ type: 'ack', ids: [1] })).toBe(false)
  })

  it('waits longer after every failed try, and begins anew after a message', () => {
    const { around, socket } = connected()
    const waits: number[] = []
    for (let attempt = 0; attempt < 4; attempt++) {
      around.last.lose()
      const state = socket.state()
      if (state.state !== 'lost') throw new Error(state.state)
      waits.push(state.retryAt - around.now())
      around.pass(waits.at(-1) ?? 0)
    }
    expect(waits).toEqual([250, 500, 1000, 2000])
    around.last.say({ type: 'beacon', cursor: 'a.9' })
    around.last.lose()
    const state = socket.state()
    expect(state.state === 'lost' && state.retryAt - around.now()).toBe(250)
  })

  it('knows since when the line is gone, through every failed try', () => {
    const { around, socket } = connected()
    around.last.say({ type: 'initial_data', cursor: 'a.1' })
    const lostAt = around.now()
    around.last.lose()
    around.pass(300)
    around.last.lose()
    expect(socket.state()).toMatchObject({ state: 'lost', since: lostAt })
  })

  it('takes silence for a dead line', () => {
    const { around, socket } = connected()
    around.last.say({ type: 'initial_data', cursor: 'a.1' })
    const first = around.last
    around.pass(silenceLimit - 1)
    expect(socket.state().state).toBe('live')
    around.pass(1)
    expect(first.closed).toBe(true)
    expect(socket.state().state).toBe('lost')
    around.pass(500)
    expect(around.opened).toHaveLength(2)
  })

  it('counts the silence from the last message', () => {
    const { around, socket } = connected()
    for (let beacon = 1; beacon <= 5; beacon++) {
      around.pass(20_000)
      around.last.say({ type: 'beacon' })
    }
    around.pass(silenceLimit - 1)
    expect(socket.state().state).toBe('live')
    around.pass(1)
    expect(socket.state().state).toBe('lost')
  })

  it('hears nothing more from a socket that it gave up', () => {
    const { around, heard } = connected()
    const first = around.last
    around.pass(silenceLimit)
    first.say({ type: 'emergency_update', cursor: 'a.7' })
    first.lose()
    expect(heard).toEqual([])
  })

  it('is lost at once when the machine has no network, and does not count that twice', () => {
    const { around, socket } = connected()
    around.last.say({ type: 'initial_data', cursor: 'a.1' })
    const first = around.last
    socket.lose()
    expect(first.closed).toBe(true)
    expect(socket.state()).toMatchObject({ state: 'lost', since: around.now() })
    const state = socket.state()
    socket.lose()
    expect(socket.state()).toBe(state)
    around.pass(1000)
    expect(around.last.url).toBe('ws://here/ws/dispatchers/?cursor=a.1')
  })

  it('tries at once when asked', () => {
    const { around, socket } = connected()
    around.last.lose()
    socket.retry()
    expect(around.opened).toHaveLength(2)
    around.pass(1000)
    expect(around.opened).toHaveLength(2)
  })

  it('stays closed when closed', () => {
    const { around, socket } = connected()
    socket.close()
    expect(around.last.closed).toBe(true)
    around.pass(3_600_000)
    expect(around.opened).toHaveLength(1)
  })
})

describe('the pause', () => {
  it('lies between half and the whole and stays below 15 s', () => {
    expect([pause(0, 0), pause(0, 1)]).toEqual([250, 500])
    expect([pause(3, 0), pause(3, 1)]).toEqual([2000, 4000])
    expect([pause(99, 0), pause(99, 1)]).toEqual([7500, 15_000])
  })
})
