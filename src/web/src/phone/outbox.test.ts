import { expect, it } from 'vitest'
import { Problem, unreachable } from '../platform/problem'
import { FakeSurroundings } from '../testing/fakeSurroundings'
import { Outbox, type Shelf } from './outbox'
import { bodyAt, type Draft, type Step } from './step'

/** A shelf that outlasts the outboxes that stand on it, as a database outlasts the tab. */
class FakeShelf implements Shelf {
  readonly steps = new Map<number, Step>()
  private last = 0

  all = async () => [...this.steps.values()]
  add = async (step: Omit<Step, 'id'>) => {
    this.last += 1
    this.steps.set(this.last, { ...step, id: this.last })
    return this.last
  }
  put = async (step: Step) => {
    const there = this.steps.has(step.id)
    if (there) this.steps.set(step.id, step)
    return there
  }
  remove = async (id: number) => {
    this.steps.delete(id)
  }
}

const draft = (action: string, differing: Partial<Draft> = {}): Draft => ({
  subject: 'call:7',
  thing: 'responses',
  thingId: 3,
  action,
  name: 'CALL-0000002A',
  method: 'POST',
  body: {},
  clocked: true,
  ...differing,
})

const refusal = new Problem('wrong_state', 409, 'That is not possible in the present state.', {}, { state: 'CLEARED' })

const settled = () => new Promise(resolve => setTimeout(resolve, 0))

function set(answers: (step: Step) => Promise<unknown> = async step => step.action, shelf = new FakeShelf()) {
  const surroundings = new FakeSurroundings()
  const [sent, settledSteps, refused, failures] = [[] as Step[], [] as string[], [] as string[], [] as unknown[]]
  let keys = 0
  const outbox = new Outbox(
    shelf,
    {
      key: () => `key-${++keys}`,
      pressed: () => {},
      send: step => {
        sent.push(step)
        return answers(step)
      },
      settle: (step, answer) => settledSteps.push(`${step.action}=${String(answer)}`),
      refused: step => refused.push(step.action),
      failed: failure => failures.push(failure),
    },
    surroundings,
  )
  return { outbox, shelf, surroundings, sent, settledSteps, refused, failures, actions: () => sent.map(step => step.action) }
}

it('sends in the order of the taps, each with its own key and the time of its tap', async () => {
  const { outbox, surroundings, sent, settledSteps, shelf } = set()
  await outbox.open(5)
  await outbox.add(draft('acknowledge'))
  surroundings.pass(90_000)
  await outbox.add(draft('depart'))
  await settled()
  expect(settledSteps).toEqual(['acknowledge=acknowledge', 'depart=depart'])
  expect(new Set(sent.map(step => step.key)).size).toBe(2)
  expect(Date.parse(sent[1]?.madeAt ?? '') - Date.parse(sent[0]?.madeAt ?? '')).toBe(90_000)
  expect(outbox.steps()).toEqual([])
  expect(shelf.steps.size).toBe(0)
})

it('keeps what found no network, in order, and sends it with the same key when the network is back', async () => {
  let reachable = false
  const { outbox, surroundings, actions, sent } = set(async step => {
    if (!reachable) throw unreachable()
    return step.action
  })
  await outbox.open(5)
  for (const action of ['arrive', 'transport', 'arrive_hospital']) await outbox.add(draft(action))
  await settled()
  expect(outbox.steps().map(step => step.action)).toEqual(['arrive', 'transport', 'arrive_hospital'])
  expect(new Set(actions())).toEqual(new Set(['arrive']))
  reachable = true
  surroundings.pass(60_000)
  await settled()
  expect(actions().slice(-3)).toEqual(['arrive', 'transport', 'arrive_hospital'])
  expect(new Set(sent.filter(step => step.action === 'arrive').map(step => step.key)).size).toBe(1)
  expect(outbox.steps()).toEqual([])
})

it('outlasts a killed tab, and sends nobody else’s steps', async () => {
  const first = set(async () => {
    throw unreachable()
  })
  await first.outbox.open(5)
  await first.outbox.add(draft('arrive'))
  await settled()
  first.outbox.close()

  const stranger = set(undefined, first.shelf)
  await stranger.outbox.open(6)
  await settled()
  expect([stranger.sent, stranger.outbox.steps(), stranger.outbox.others()]).toEqual([[], [], 1])

  const second = set(undefined, first.shelf)
  await second.outbox.open(5)
  await settled()
  expect(second.sent.map(step => step.key)).toEqual(['key-1'])
  expect(first.shelf.steps.size).toBe(0)
})

it('stops a subject at a refusal, and lets the others go on', async () => {
  const { outbox, actions, refused } = set(async step => {
    if (step.action === 'transport') throw refusal
    return step.action
  })
  await outbox.open(5)
  await outbox.add(draft('transport'))
  await outbox.add(draft('arrive_hospital'))
  await outbox.add(draft('distress', { subject: 'distress:1', thing: 'units' }))
  await settled()
  expect(actions()).toEqual(['transport', 'distress'])
  expect(refused).toEqual(['transport'])
  expect(outbox.steps().map(step => [step.action, step.refused?.code])).toEqual([
    ['transport', 'wrong_state'],
    ['arrive_hospital', undefined],
  ])
  expect(outbox.steps()[0]?.refused?.facts.state).toBe('CLEARED')
})

it('goes on when the refused step is dropped, or is sent once more, or all are dropped', async () => {
  let refuse = true
  const { outbox, actions } = set(async step => {
    if (refuse && step.action === 'transport') throw refusal
    return step.action
  })
  await outbox.open(5)
  await outbox.add(draft('transport'))
  await outbox.add(draft('arrive_hospital'))
  await settled()
  refuse = false
  outbox.retry(1)
  await settled()
  expect(actions()).toEqual(['transport', 'transport', 'arrive_hospital'])

  refuse = true
  await outbox.add(draft('transport'))
  await outbox.add(draft('clear'))
  await settled()
  outbox.drop(3)
  await settled()
  expect(actions().slice(-2)).toEqual(['transport', 'clear'])

  await outbox.add(draft('transport'))
  await outbox.add(draft('clear'))
  await settled()
  outbox.dropAll('call:7')
  await settled()
  expect(outbox.steps()).toEqual([])
  expect(actions().at(-1)).toBe('transport')
})

it('takes back only what never left the device', async () => {
  const { outbox, sent } = set(async () => {
    throw unreachable()
  })
  await outbox.open(5)
  const first = await outbox.add(draft('arrive'))
  const second = await outbox.add(draft('transport'))
  await settled()
  expect(sent.every(step => step.action === 'arrive')).toBe(true)
  expect(outbox.takeBack(second.id)).toBe(true)
  expect(outbox.takeBack(first.id)).toBe(false)
  expect(outbox.steps().map(step => step.action)).toEqual(['arrive'])
})

it('sends nothing that another page of this phone has given up, and marks what it sends before it does', async () => {
  let tried: boolean | undefined
  const shelf = new FakeShelf()
  const first = set(async step => {
    tried = shelf.steps.get(step.id)?.tried
    throw unreachable()
  }, shelf)
  await first.outbox.open(5)
  await first.outbox.add(draft('arrive'))
  await settled()
  expect(tried).toBe(true)
  shelf.steps.clear()
  first.surroundings.pass(60_000)
  await settled()
  expect(first.sent).toHaveLength(1)
  expect(first.outbox.steps()).toEqual([])
})

it('says so when the device keeps nothing', async () => {
  const shelf = new FakeShelf()
  shelf.add = async () => {
    throw new Error('no room')
  }
  const { outbox, failures } = set(undefined, shelf)
  await outbox.open(5)
  await expect(outbox.add(draft('arrive'))).rejects.toThrow('no room')
  expect(failures).toHaveLength(1)
})

it('waits for whoever must sign in again instead of giving up', async () => {
  let signedIn = false
  const { outbox, surroundings, settledSteps } = set(async step => {
    if (!signedIn) throw new Problem('unauthenticated', 401, 'Sign in first.')
    return step.action
  })
  await outbox.open(5)
  await outbox.add(draft('arrive'))
  await settled()
  expect(outbox.steps()[0]?.refused).toBeNull()
  signedIn = true
  surroundings.pass(60_000)
  await settled()
  expect(settledSteps).toEqual(['arrive=arrive'])
})

it('says when it was tapped and when it is sent, and leaves out an end that has passed', () => {
  const made = Date.parse('2026-03-01T12:00:00Z')
  const body = { disposition: 'TRANSPORTED', hold: { reason: 'cleaning', until: '2026-03-01T12:15:00.000Z' } }
  const step: Step = {
    ...draft('clear', { body }),
    id: 1,
    user: 5,
    key: 'k',
    madeAt: new Date(made).toISOString(),
    tried: false,
    refused: null,
  }
  expect(bodyAt(step, made + 60_000)).toEqual({ ...body, made_at: '2026-03-01T12:00:00.000Z', sent_at: '2026-03-01T12:01:00.000Z' })
  expect(bodyAt(step, made + 20 * 60_000)).toMatchObject({ hold: { reason: 'cleaning' } })
  expect(bodyAt(step, made + 20 * 60_000).hold).not.toHaveProperty('until')
  expect(bodyAt(step, made - 5_000).sent_at).toBe('2026-03-01T12:00:00.000Z')
  expect(bodyAt({ ...step, clocked: false }, made)).toEqual(body)
})

it('sends what is urgent beside a line that swallows the rest', async () => {
  const { outbox, settledSteps } = set(step => (step.action === 'notes' ? new Promise(() => {}) : Promise.resolve(step.action)))
  await outbox.open(5)
  await outbox.add(draft('notes'))
  await outbox.add(draft('distress', { subject: 'distress:9', thing: 'units', thingId: 9, urgent: true }))
  await settled()
  expect(settledSteps).toEqual(['distress=distress'])
})

it('asks somebody about a step on which the server fails again and again, and goes on', async () => {
  const { outbox, surroundings, refused, settledSteps } = set(async step => {
    if (step.action === 'notes') throw new Problem('internal', 500, 'A fault of the server.')
    return step.action
  })
  await outbox.open(5)
  await outbox.add(draft('notes'))
  await outbox.add(draft('depart', { subject: 'call:8' }))
  for (let i = 0; i < 12; i++) {
    await settled()
    surroundings.pass(60_000)
  }
  await settled()
  expect(refused).toEqual(['notes'])
  expect(settledSteps).toEqual(['depart=depart'])
})
