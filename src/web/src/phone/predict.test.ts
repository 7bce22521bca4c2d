import { expect, it } from 'vitest'
import { responseLifecycle as lifecycle, responseView } from '../testing/exampleResponses'
import { madeStep as step } from '../testing/exampleSteps'
import { believed, isEnd, nextStep, predict as predictAny } from './predict'

const permissions = { 'responses.step': 'assigned', 'hospitals.handover': 'assigned', 'responses.undo': 'assigned' }
const aside = new Set(['decline', 'fail', 'stage'])

const predict = (
  response: ReturnType<typeof responseView>,
  steps: Parameters<typeof believed>[0],
  table = lifecycle,
  may: object = permissions,
) => predictAny(response, 'responses', steps, table, { ...may })

const refused = { code: 'wrong_state', status: 409, sentence: '', facts: {}, errors: {} }

it('shows what the server said as long as nothing waits', () => {
  const response = responseView({ actions: ['only', 'these'] })
  expect(predict(response, [])).toBe(response)
  expect(predict(response, [step('notes', { thing: 'calls' })])).toBe(response)
})

it('goes on without a network: state, stamp and the next buttons follow from the table', () => {
  const taps = [step('depart'), step('arrive')]
  const now = predict(responseView(), taps)
  expect([now.state, now.en_route_at, now.on_scene_at, now.state_since]).toEqual([
    'ON_SCENE',
    taps[0]?.madeAt,
    taps[1]?.madeAt,
    taps[1]?.madeAt,
  ])
  expect(now.actions).toEqual(['at_patient', 'transport', 'arrive_hospital', 'transfer_care', 'clear', 'fail'])
  expect(nextStep(now, lifecycle, aside)).toBe('at_patient')
})

it('offers nothing for which the person lacks the permission', () => {
  const now = predict(responseView(), [step('depart')], lifecycle, { 'responses.step': 'assigned' })
  expect(now.actions).not.toContain('transfer_care')
  expect(now.actions).not.toContain('stand_down')
  expect(now.actions).not.toContain('undo')
})

it('does not offer a button that only stamps twice', () => {
  const now = predict(responseView({ state: 'ON_SCENE' }), [step('at_patient')])
  expect(now.state).toBe('ON_SCENE')
  expect(now.actions).not.toContain('at_patient')
  expect(nextStep(now, lifecycle, aside)).toBe('transport')
})

it('goes through to the end, big button after big button', () => {
  let response = responseView({ state: 'ASSIGNED', acknowledged_at: null, actions: ['acknowledge'] })
  const taken: string[] = []
  for (let next = nextStep(response, lifecycle, aside); next; next = nextStep(response, lifecycle, aside)) {
    taken.push(next)
    response = predict(response, [step(next)])
  }
  expect(taken).toEqual(['acknowledge', 'depart', 'arrive', 'at_patient', 'transport', 'arrive_hospital', 'transfer_care', 'clear'])
  expect(isEnd(response.state, lifecycle)).toBe(true)
  expect(response.actions).toEqual(['back_at_base'])
})

it('passes over a step that the server has already taken', () => {
  const now = predict(responseView({ state: 'EN_ROUTE', en_route_at: 'server' }), [step('depart')])
  expect([now.state, now.en_route_at]).toEqual(['EN_ROUTE', 'server'])
})

it('believes nothing from a refused step on', () => {
  const steps = [step('depart'), step('arrive', { refused }), step('transport'), step('notes', { subject: 'call:8' })]
  expect(believed(steps, 'call:7').map(one => one.action)).toEqual(['depart'])
  expect(believed(steps, 'call:8')).toHaveLength(1)
})
