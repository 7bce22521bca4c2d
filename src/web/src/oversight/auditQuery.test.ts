import { expect, it } from 'vitest'
import { auditQuery, auditTable } from './auditQuery'

it('asks for what was said and nothing more', () => {
  expect(auditQuery({ subject: 'call:7', actor: '', from: '2026-03' })).toEqual({ subject: 'call:7' })
  expect(auditQuery({ from: '2026-03-10T08:00' })).toEqual({ from: new Date('2026-03-10T08:00').toISOString() })
  expect(auditTable({ subject: 'call:7', kind: 'a b' })).toBe('/api/audit?subject=call%3A7&kind=a+b&format=csv')
})
