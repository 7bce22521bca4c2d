import { answered, api } from './api'
import { pause } from './live/pause'
import { browserSurroundings, type Surroundings } from './live/socket'
import { Problem } from './problem'

const place = 'attend.here'

/** One sign, so that it takes no more room than the person whose place it takes: a storage that is full keeps it too. */
const leaving = '-'

type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** How long somebody who signs out waits for the server: they have left when they pressed, and the rest can be done behind their back. */
const patience = 2_000

/**
 * Whose this browser is, for all its pages. A script can neither read nor throw away the session's cookie; so that whoever signs out
 * without a network has left all the same, that is kept here until the server has ended the session.
 */
export class Here {
  private ending: Promise<void> | null = null
  private cancel: () => void = () => {}
  private attempt = 0

  constructor(
    private readonly keeper: Keeper,
    private readonly end: () => Promise<unknown>,
    private readonly surroundings: Pick<Surroundings, 'after' | 'random'> = browserSurroundings,
  ) {}

  /** Somebody has signed out, and the server does not know yet. */
  isLeaving = (): boolean => this.keeper.getItem(place) === leaving

  /** Whether what is sent now is sent in this person's name. Who came in before this was kept is not known, and believed. */
  is(user: number): boolean {
    const here = this.keeper.getItem(place)
    return here === null || here === String(user)
  }

  enter(user: number): void {
    this.keeper.setItem(place, String(user))
  }

  /**
   * Signed out from now on, whatever becomes of the network.
   * @param farewell What is still said in their name; their session ends after it, and nobody else comes in before.
   */
  async leave(farewell: Promise<unknown> = Promise.resolve()): Promise<void> {
    this.keeper.setItem(place, leaving)
    this.cancel()
    // Somebody may have come in by another page meanwhile: theirs is not ended.
    const ended = this.endOnce(() => farewell.then(() => (this.isLeaving() ? this.tryToEnd() : undefined)))
    await Promise.race([ended, new Promise<void>(resolve => this.surroundings.after(patience, resolve))])
  }

  /** Ends what is to be ended before somebody else comes in; once for all who ask at the same time. Without a network it is tried again. */
  settle(): Promise<void> {
    this.cancel()
    if (!this.isLeaving()) return Promise.resolve()
    return this.endOnce(() => this.tryToEnd())
  }

  /**
   * Tries whenever there may be a line again, for as long as the page is open; and hears when another page of this browser has let go of
   * whoever is here, or has let in somebody else.
   */
  follow(left: () => void, page: Pick<Window, 'addEventListener'> = window): void {
    page.addEventListener('online', () => void this.settle())
    page.addEventListener('storage', ({ key, oldValue, newValue }) => {
      const someone = oldValue !== null && oldValue !== leaving
      if (key === place && someone && newValue !== null && newValue !== oldValue) left()
    })
    void this.settle()
  }

  private endOnce(end: () => Promise<void>): Promise<void> {
    this.ending ??= end().finally(() => {
      this.ending = null
    })
    return this.ending
  }

  private async tryToEnd(): Promise<void> {
    try {
      await this.end()
    } catch (failure) {
      // A session that is no more has ended too.
      if (!(failure instanceof Problem && (failure.status === 401 || failure.status === 404))) {
        this.cancel = this.surroundings.after(pause(this.attempt++, this.surroundings.random()), () => void this.settle())
        return
      }
    }
    this.attempt = 0
    if (this.isLeaving()) this.keeper.removeItem(place)
  }
}

/** What a browser does not keep (private window, no room) is remembered until it is closed, or until another page has kept something newer. */
export function keeperOf(page: Pick<Window, 'localStorage' | 'addEventListener'> | undefined): Keeper {
  const memory = new Map<string, string>()
  const attempt = <T>(use: (kept: Storage) => T): T | undefined => {
    try {
      return page && use(page.localStorage)
    } catch {
      return undefined
    }
  }
  page?.addEventListener('storage', ({ key }) => (key === null ? memory.clear() : void memory.delete(key)))
  return {
    getItem: key => memory.get(key) ?? attempt(kept => kept.getItem(key)) ?? null,
    setItem: (key, value) => {
      memory.set(key, value)
      attempt(kept => {
        kept.setItem(key, value)
        memory.delete(key)
      })
    },
    removeItem: key => {
      memory.delete(key)
      attempt(kept => kept.removeItem(key))
    },
  }
}

/** A line that swallows requests must not keep the next try waiting for ever. */
const answerWithin = 15_000

export const here = new Here(keeperOf(globalThis.window), () =>
  answered(api.POST('/api/auth/logout', { signal: AbortSignal.timeout(answerWithin) })),
)
