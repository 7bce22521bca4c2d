import { createContext, useContext, useSyncExternalStore } from 'react'
import type { CrewPicture } from './picture'

export const PictureContext = createContext<CrewPicture | null>(null)

/** What the server said last of this crew's unit and calls. */
export function usePicture(): CrewPicture {
  const picture = useContext(PictureContext)
  if (!picture) throw new Error('usePicture outside of the crew page')
  return picture
}

export function useDispatchNumber(): string | null {
  const picture = usePicture()
  return useSyncExternalStore(picture.standing.subscribe, picture.dispatchNumber)
}
