import { beforeEach, describe, expect, it } from 'vitest'
import { emptyDraft } from './callDraft'
import { keepIntake, keptIntake } from './intake'

const kept = new Map<string, string>()
Object.assign(globalThis, {
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  },
})

const intake = { draft: { ...emptyDraft, address: '23 Summit Avenue' }, key: { 'Idempotency-Key': 'a'.repeat(32) } }

describe('a call that is being taken', () => {
  beforeEach(() => kept.clear())

  it('comes back, with its key, to who typed it', () => {
    keepIntake(7, intake, 1000)
    expect(keptIntake(7, 2000)).toEqual(intake)
  })

  it('comes back from a machine that kept it before the form had a field more', () => {
    const { occurred_at: _, ...before } = intake.draft
    kept.set('attend.intake', JSON.stringify({ ...intake, draft: before, user: 7, at: 1000 }))
    expect(keptIntake(7, 2000)).toEqual(intake)
  })

  it('is nobody else’s, and is forgotten when somebody else sits down', () => {
    keepIntake(7, intake, 1000)
    expect(keptIntake(8, 2000)).toBeNull()
    expect(kept.size).toBe(0)
  })

  it('does not outlast the shift', () => {
    keepIntake(7, intake, 0)
    expect(keptIntake(7, 13 * 3_600_000)).toBeNull()
  })

  it('is gone once it was received or discarded', () => {
    keepIntake(7, intake)
    keepIntake(7, null)
    expect(kept.size).toBe(0)
  })
})
