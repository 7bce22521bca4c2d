/** A refusal by the server (RFC 9457), or the absence of an answer (`unreachable`). */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly sentence: string,
    readonly errors: Readonly<Record<string, readonly string[]>> = {},
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(sentence)
    this.name = 'Problem'
  }

  /** Whether trying the same again may succeed without anybody changing anything. */
  get passing(): boolean {
    return this.code === 'unreachable' || this.status >= 500
  }
}

/** Whatever was caught, as something that can be shown. What is no problem is a fault of the page: it is shown too, never swallowed. */
export function problemOf(failure: unknown): Problem {
  if (failure instanceof Problem) return failure
  console.error(failure)
  return new Problem('unexpected', 0, '')
}

export const unreachable = () => new Problem('unreachable', 0, 'The server did not answer.')

const own = new Set(['type', 'title', 'status', 'detail', 'code', 'errors', 'instance'])

/** Reads a problem document; anything else that came with a bad status becomes a problem named after the status. */
export function readProblem(status: number, body: unknown): Problem {
  if (typeof body !== 'object' || body === null) return new Problem(`status_${status}`, status, '')
  const document = body as Record<string, unknown>
  return new Problem(
    typeof document.code === 'string' ? document.code : `status_${status}`,
    status,
    text(document.detail) ?? text(document.title) ?? '',
    (document.errors as Record<string, string[]> | undefined) ?? {},
    Object.fromEntries(Object.entries(document).filter(([name]) => !own.has(name))),
  )
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
