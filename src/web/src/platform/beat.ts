import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/** Asks for something again every so many milliseconds, whatever a line writes into it meanwhile. */
export function useBeat(queryKey: QueryKey, every: number): void {
  const queries = useQueryClient()
  const key = JSON.stringify(queryKey)
  useEffect(() => {
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: JSON.parse(key) }), every)
    return () => clearInterval(timer)
  }, [queries, key, every])
}
