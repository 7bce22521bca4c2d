import { type Draft, emptyDraft } from './callDraft'

/** A call that is being taken, and the key under which it will be sent: pressed twice, or again after a crash, it is still one call. */
export interface Intake {
  draft: Draft
  key: { 'Idempotency-Key': string }
}

interface Kept extends Intake {
  user: number
  at: number
}

const place = 'attend.intake'

/** After a shift nobody knows any more what was meant. */
const lasts = 12 * 3_600_000

/**
 * Keeps what was typed on this machine until it is received or discarded, or somebody signs out: a caller who was asked once does not
 * spell the address again because a browser fell over.
 */
export function keepIntake(user: number, intake: Intake | null, at = Date.now()): void {
  try {
    if (intake) localStorage.setItem(place, JSON.stringify({ ...intake, user, at } satisfies Kept))
    else localStorage.removeItem(place)
  } catch {
    // A browser that keeps nothing (private window) still holds it until the page is closed.
  }
}

/** What this person was typing; nobody else's. */
export function keptIntake(user: number, at = Date.now()): Intake | null {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? 'null') as Kept | null
    if (kept?.user === user && at - kept.at < lasts) return { draft: { ...emptyDraft, ...kept.draft }, key: kept.key }
    localStorage.removeItem(place)
  } catch {
    // As above; and what is not ours to read is not ours to keep.
  }
  return null
}
