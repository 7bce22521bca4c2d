import { expect, it } from 'vitest'
import { may } from '../platform/rights'
import type { Me } from '../platform/wire'
import { groupsOf } from './places'

const person = (permissions: Me['permissions']): Me => ({ permissions }) as Me
const words = (user: Me) => groupsOf(user).flatMap(group => group.places.map(place => place.word))

it('shows the pages that the caller may open, and no empty group', () => {
  expect(words(person({ 'audit.read': 'all', 'visit_reports.read': 'all', 'people.read': 'own', 'shifts.read': 'own' }))).toEqual([
    'overrides',
    'reports',
    'audit',
    'access',
  ])
  expect(words(person({ 'people.read': 'own' }))).toEqual([])
})

it('keeps from a role at one site what concerns everybody', () => {
  const user = person({ 'people.read': 'site', 'people.erase': 'site', 'sites.manage': 'site' })
  expect(words(user)).toEqual(['users', 'sites'])
  expect(may(user, 'people.erase')).toBe(true)
  expect(may(user, 'people.erase', true)).toBe(false)
  expect(may(null, 'people.erase')).toBe(false)
})
