import type { BoardSearch } from '../routes'

/** What is chosen, as the windows of one desk tell each other: the board on one screen, the map on the other. */
export type SharedChoice = Pick<BoardSearch, 'call' | 'unit' | 'panel'>

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('attend.choice') : null

export const shareChoice = ({ call, unit, panel }: SharedChoice): void => channel?.postMessage({ call, unit, panel })

export function hearChoice(hear: (choice: SharedChoice) => void): () => void {
  const take = ({ data }: MessageEvent<SharedChoice>) => hear(data)
  channel?.addEventListener('message', take)
  return () => channel?.removeEventListener('message', take)
}
