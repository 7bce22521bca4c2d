/** `waiting` until the first snapshot, `kept` while only this device's memory is shown, `behind` from a gap until the next snapshot. */
export type Stand = 'waiting' | 'kept' | 'current' | 'behind'

/** How far what a channel told can be believed now, with those who want to know. */
export class Standing {
  private stand: Stand = 'waiting'
  private listeners = new Set<() => void>()

  at = (): Stand => this.stand

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** A snapshot came. Answers whether something was missed before it. */
  snapshot(): boolean {
    const behind = this.stand === 'behind'
    this.become('current')
    return behind
  }

  /** What the device kept is shown; only until the server has said anything. */
  remember(): boolean {
    if (this.stand !== 'waiting') return false
    this.become('kept')
    return true
  }

  /** Something was missed; whoever has seen nothing yet is still waiting. */
  gap(): void {
    if (this.stand === 'current') this.become('behind')
  }

  /** Something else that came with a snapshot and has no list of its own has changed. */
  tell(): void {
    for (const listener of this.listeners) listener()
  }

  private become(stand: Stand) {
    this.stand = stand
    this.tell()
  }
}
