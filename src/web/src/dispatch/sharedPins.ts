import type { Pin, Pins, Said } from './pins'

/** What the windows of one desk tell each other of the places that are asked for: the form stands in one, the map often in the other. */
type Message =
  | { of: string; pins: readonly Omit<Pin, 'take'>[]; choosing: string | null }
  | { of: string; said: Said }
  /** A map that was just opened knows nothing yet. */
  | { asks: true }

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('attend.pins') : null

function hear(take: (message: Message) => void): () => void {
  const listener = ({ data }: MessageEvent<Message>) => take(data)
  channel?.addEventListener('message', listener)
  return () => channel?.removeEventListener('message', listener)
}

const post = (message: Message) => channel?.postMessage(message)

/** The window with the forms: tells of its places, and does what was pressed for them elsewhere. */
export function sharePins(pins: Pins): () => void {
  const of = Math.random().toString(36).slice(2)
  const tell = () => {
    const { pins: known, choosing } = pins.state()
    post({ of, pins: known.map(({ key, label, text }) => ({ key, label, text })), choosing: choosing?.key ?? null })
  }
  const leave = hear(message => {
    if ('asks' in message) tell()
    else if ('said' in message && message.of === of) pins.obey(message.said)
  })
  const stop = pins.subscribe(tell)
  return () => {
    stop()
    leave()
    post({ of, pins: [], choosing: null })
  }
}

/** The window with nothing but the map: shows the places of the other one, and says there what was pressed here. */
export function followPins(pins: Pins): () => void {
  const leave = hear(message => {
    if ('pins' in message) pins.follow(message.pins, message.choosing, said => post({ of: message.of, said }))
  })
  post({ asks: true })
  return leave
}
