import { expect, it } from 'vitest'
import { disputed, errorOf, homeless, merged, patchOf } from './record'

const before = { name: 'North', zone: 'UTC', beds: 4, roles: [{ role: 'admin', site_id: null }] }

it('sends only what was changed', () => {
  expect(patchOf(before, { ...before, name: 'South', roles: [{ role: 'admin', site_id: null }] })).toEqual({ name: 'South' })
  expect(patchOf({ phone: undefined }, { phone: null })).toEqual({})
})

it('knows what two people disagree about, and what they do not', () => {
  const mine = { ...before, name: 'South', beds: 6 }
  expect(disputed(before, mine, { ...before, name: 'East', zone: 'Europe/Berlin', beds: 6 })).toEqual(['name'])
  expect(merged(before, mine, { ...before, name: 'East', zone: 'Europe/Berlin' })).toEqual({
    ...before,
    name: 'South',
    zone: 'Europe/Berlin',
    beds: 6,
  })
})

it('keeps what was typed while the rest was saved, and takes what the server made of that', () => {
  const sent = { ...before, name: ' South ' }
  expect(merged(sent, { ...sent, beds: 6 }, { ...before, name: 'South' })).toEqual({ ...before, name: 'South', beds: 6 })
})

it('finds the field that a refusal means', () => {
  const errors = { 'roles[0].site_id': ['unknown'], username: ['is taken'], body: ['is odd'] }
  expect(errorOf(errors, 'roles')).toBe('unknown')
  expect(errorOf(errors, 'username')).toBe('is taken')
  expect(errorOf(errors, 'user')).toBeUndefined()
  expect(homeless(errors, ['roles', 'username'])).toEqual(['body: is odd'])
})
