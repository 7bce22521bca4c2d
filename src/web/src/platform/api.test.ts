import { afterEach, expect, it, vi } from 'vitest'
import { answered, pressed } from './api'

afterEach(() => {
  vi.unstubAllGlobals()
})

it('draws a key of 128 bits for each press, also where the page is no secure context', () => {
  const { getRandomValues } = crypto
  vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) })
  const keys = Array.from({ length: 100 }, () => pressed()['Idempotency-Key'])
  expect(keys.every(key => /^[0-9a-f]{32}$/.test(key))).toBe(true)
  expect(new Set(keys).size).toBe(100)
})

it('throws a refusal and a missing answer as problems', async () => {
  const refused = { response: new Response(null, { status: 409 }), error: { code: 'unit_held' } }
  await expect(answered(Promise.resolve(refused))).rejects.toMatchObject({ code: 'unit_held' })
  await expect(answered(Promise.reject(new TypeError('Failed to fetch')))).rejects.toMatchObject({ code: 'unreachable' })
})
