import { readCoordinates } from './callDraft'

/** A place that a form asks for, as its field holds it. */
export interface Pin {
  key: string
  label: string
  text: string
  take: (text: string) => void
}

/** What was done on a map: a place was said for a pin, or the choosing ended. */
export type Said = { key: string; text: string } | 'done' | 'back'

export interface PinsState {
  pins: readonly Pin[]
  /** The one for which a press on the map is meant now. */
  choosing: Pin | null
}

/**
 * The places of the forms that are open, between the form and the map: the map shows them and lets them be moved, and while one is being
 * chosen a press there says where it is. Typed or pressed, the field alone holds the place.
 */
export class Pins {
  private seen: PinsState = { pins: [], choosing: null }
  /** What the field said before somebody went to the map. */
  private before = ''
  /** Set where the forms stand in another window: what is pressed here is done there. */
  private tell: ((said: Said) => void) | null = null
  private listeners = new Set<() => void>()

  state = (): PinsState => this.seen

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  put(pin: Pin): void {
    const { pins, choosing } = this.seen
    const known = pins.find(({ key }) => key === pin.key)
    if (known && known.label === pin.label && known.text === pin.text) {
      // Another drawing of the same field: nobody needs to look again.
      known.take = pin.take
      return
    }
    this.become([...pins.filter(({ key }) => key !== pin.key), pin], choosing?.key ?? null)
  }

  remove(key: string): void {
    this.become(
      this.seen.pins.filter(pin => pin.key !== key),
      this.seen.choosing?.key ?? null,
    )
  }

  choose(key: string): void {
    this.before = this.seen.pins.find(pin => pin.key === key)?.text ?? ''
    this.become(this.seen.pins, key)
  }

  take(key: string, text: string): void {
    if (this.tell) this.tell({ key, text })
    else this.seen.pins.find(pin => pin.key === key)?.take(text)
  }

  done(): void {
    if (this.tell) this.tell('done')
    else this.become(this.seen.pins, null)
  }

  /** Leaves the place as it was. */
  back(): void {
    if (this.tell) {
      this.tell('back')
      return
    }
    this.seen.choosing?.take(this.before)
    this.done()
  }

  obey(said: Said): void {
    if (said === 'done') this.done()
    else if (said === 'back') this.back()
    else this.take(said.key, said.text)
  }

  /** Shows what another window's forms ask for. */
  follow(pins: readonly Omit<Pin, 'take'>[], choosing: string | null, tell: (said: Said) => void): void {
    this.tell = tell
    this.become(
      pins.map(pin => ({ ...pin, take: text => tell({ key: pin.key, text }) })),
      choosing,
    )
  }

  private become(pins: readonly Pin[], choosing: string | null) {
    this.seen = { pins, choosing: pins.find(({ key }) => key === choosing) ?? null }
    for (const listener of this.listeners) listener()
  }
}

/** Where a pin stands; null while its field names no place. */
export const pointOf = (pin: Pick<Pin, 'text'>): { latitude: number; longitude: number } | null => readCoordinates(pin.text)
