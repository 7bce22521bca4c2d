import { answered, api } from '../platform/api'
import { here } from '../platform/here'
import { Problem, problemOf } from '../platform/problem'
import { fixes } from './keep'
import { type Fix, fixOf } from './positions'

/** Where fixes lie until the server has them. */
export interface FixShelf {
  add(fix: KeptFix): Promise<void>
  all(): Promise<{ keys: number[]; fixes: KeptFix[] }>
  remove(keys: readonly number[]): Promise<void>
}

/** Of the unit that was driven: whoever drove may be on another one before there is a network. */
type UnitFix = Fix & { unit_id: number }

/** Whose phone it was: a fix is sent in nobody else's name. */
export type KeptFix = UnitFix & { user: number }

export const every = 15_000

/** Where a unit was longer ago than a mission lasts helps nobody: such fixes are let go of unsent. */
const oldest = 4 * 3_600_000

/** Whether this phone's place is shared now. */
export type Shares = 'starting' | 'sharing' | 'denied' | 'missing'

type Send = (fixes: readonly (UnitFix & { sent_at: string })[]) => Promise<unknown>

/** A line that swallows requests must not keep the next fixes waiting for ever. */
const patience = 20_000

const post: Send = body => answered(api.POST('/api/positions', { body: body as never, signal: AbortSignal.timeout(patience) }))

/**
 * Where the unit is, every 15 s while it is under way. Fixes lie on the shelf until the server has them, so that the way without a network
 * is sent as one batch: with the next fix, at the end of the way, or when the line is back long after it.
 */
export class PositionSharing {
  private sending: Promise<void> | null = null
  private asked = false

  constructor(
    private readonly user: number,
    private readonly shelf: FixShelf = fixes,
    private readonly send: Send = post,
    private readonly isHere: (user: number) => boolean = user => here.is(user),
    private readonly now: () => number = Date.now,
  ) {}

  /** Shares until it is stopped. `found` hears the newest fix, for distances; `become` how it goes. */
  start(unit: number, found: (fix: Fix) => void, become: (shares: Shares) => void): () => void {
    if (!('geolocation' in navigator)) {
      become('missing')
      return () => {}
    }
    let newest: Fix | null = null
    let kept: Fix | null = null
    const share = async () => {
      const fix = newest
      if (fix && fix.at !== kept?.at) {
        kept = fix
        await this.shelf.add({ ...fix, unit_id: unit, user: this.user })
      }
      await this.flush()
    }
    const watch = navigator.geolocation.watchPosition(
      position => {
        const first = newest === null
        newest = fixOf(position)
        found(newest)
        become('sharing')
        if (first) void share()
      },
      failure => become(failure.code === failure.PERMISSION_DENIED ? 'denied' : 'missing'),
      { enableHighAccuracy: true, maximumAge: 5_000 },
    )
    const timer = setInterval(() => void share(), every)
    return () => {
      navigator.geolocation.clearWatch(watch)
      clearInterval(timer)
      // Where the way ended is the last that anybody hears of this unit until the next one.
      void share()
    }
  }

  /** What lies here, as one batch. Whoever asks while one is on its way is sent after it, so that nothing is sent twice or left behind. */
  flush(): Promise<void> {
    this.asked = true
    this.sending ??= this.sendWhatIsAsked()
    return this.sending
  }

  private async sendWhatIsAsked(): Promise<void> {
    try {
      while (this.asked) {
        this.asked = false
        await this.sendAll()
      }
    } finally {
      // In the same turn as the last look: who asks after it is not left with a sending that is over.
      this.sending = null
    }
  }

  private async sendAll(): Promise<void> {
    // Another page of this phone may have been signed in as somebody else since.
    if (!this.isHere(this.user)) return
    const now = this.now()
    const { keys, fixes } = await this.shelf.all()
    const isOld = (fix: KeptFix) => now - Date.parse(fix.at) > oldest
    const done = keys.filter((_, index) => fixes[index]?.user === this.user || (fixes[index] && isOld(fixes[index])))
    const fresh = fixes.filter(fix => fix.user === this.user && !isOld(fix))
    if (fresh.length > 0) {
      const sent_at = new Date(now).toISOString()
      try {
        await this.send(fresh.map(({ user: _, ...fix }) => ({ ...fix, sent_at })))
      } catch (failure) {
        // What the server refuses for its form would be refused for ever; anything else may pass.
        const problem = problemOf(failure)
        if (!(failure instanceof Problem) || problem.passing || problem.status === 401 || problem.status === 429) return
      }
    }
    if (done.length > 0) await this.shelf.remove(done)
  }
}
