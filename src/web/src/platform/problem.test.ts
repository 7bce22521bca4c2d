import { describe, expect, it, vi } from 'vitest'
import { problemOf, readProblem, unreachable } from './problem'

describe('a problem', () => {
  it('has a code, a sentence, errors by field and facts', () => {
    const problem = readProblem(409, {
      type: 'about:blank',
      title: 'Held',
      status: 409,
      code: 'unit_held',
      unit_id: 5,
      holder: { call_id: 3 },
    })
    expect(problem).toMatchObject({ code: 'unit_held', status: 409, sentence: 'Held', facts: { unit_id: 5, holder: { call_id: 3 } } })
    expect(problem.facts).not.toHaveProperty('title')
    expect(readProblem(400, { code: 'invalid', errors: { priority: ['unknown'] } }).errors).toEqual({ priority: ['unknown'] })
  })

  it('is named after the status when the answer is no problem document', () => {
    expect(readProblem(502, '<html>')).toMatchObject({ code: 'status_502', passing: true })
    expect(readProblem(403, undefined)).toMatchObject({ code: 'status_403', passing: false })
  })

  it('is made of whatever was caught, and a fault of the page is written down', () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => {})
    const known = unreachable()
    expect(problemOf(known)).toBe(known)
    expect(written).not.toHaveBeenCalled()
    const fault = new TypeError('crypto.randomUUID is not a function')
    expect(problemOf(fault)).toMatchObject({ code: 'unexpected', passing: false })
    expect(written).toHaveBeenCalledWith(fault)
    written.mockRestore()
  })

  it('may pass when nobody answered', () => {
    expect(unreachable().passing).toBe(true)
  })
})
