import { useEffect } from 'react'

/** Something that can be done on this screen now, in words. */
export interface Offer {
  id: string
  words: string
  run: () => void
}

const standing = new Map<string, readonly Offer[]>()

/** What is on offer as buttons is on offer in the palette as well, for as long as it is drawn. */
export function useOffers(place: string, offers: readonly Offer[]): void {
  useEffect(() => {
    standing.set(place, offers)
    return () => {
      standing.delete(place)
    }
  })
}

export const allOffers = (): readonly Offer[] => [...standing.values()].flat()
