import { browserSurroundings, type Surroundings } from './live/socket'

/**
 * Gathers ids and hands them on together, a while after the first: one tap of a crew makes several news of a call, and each of them would
 * be a question to the server from every board that shows it. The while is random, so that the boards do not ask in the same instant.
 */
export class Gather {
  private ids = new Set<number>()
  private cancel: () => void = () => {}

  constructor(
    private readonly then: (ids: readonly number[]) => void,
    private readonly surroundings: Pick<Surroundings, 'after' | 'random'> = browserSurroundings,
  ) {}

  add(id: number): void {
    const first = this.ids.size === 0
    this.ids.add(id)
    if (first) this.cancel = this.surroundings.after(200 + Math.round(200 * this.surroundings.random()), () => this.hand())
  }

  stop(): void {
    this.cancel()
    this.ids.clear()
  }

  private hand() {
    const ids = [...this.ids]
    this.ids.clear()
    this.then(ids)
  }
}
