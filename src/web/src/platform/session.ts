import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { answered, api } from './api'
import { here } from './here'
import { Problem } from './problem'
import type { Me, SignInRequest } from './wire'

const key = ['session'] as const

/** The signed-in user; null when nobody is, or somebody has left of whom the server does not know it yet. Another failure (no network) stays an error, it does not sign anybody out. */
export const sessionQuery = queryOptions<Me | null>({
  queryKey: key,
  queryFn: async ({ signal }) => {
    if (here.isLeaving()) return null
    try {
      return await answered(api.GET('/api/auth/me', { signal }))
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 401) return null
      throw problem
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
})

export const useUser = (): Me | null | undefined => useQuery(sessionQuery).data

/** Somebody has signed in, in whatever way. */
export function useEnter() {
  const queries = useQueryClient()
  return (user: Me): Me => {
    here.enter(user.id)
    queries.setQueryData(key, user)
    return user
  }
}

export function useSignIn() {
  const enter = useEnter()
  return async (request: SignInRequest): Promise<Me> => {
    // The new session's cookie takes the place of the old one, which nobody could end any more.
    await here.settle()
    return enter((await answered(api.POST('/api/auth/session', { body: request }))).user)
  }
}

/** Nothing of one person's session may be left for the next person at this desk. */
export function letGo(queries: QueryClient): void {
  queries.clear()
  queries.setQueryData(key, null)
}

const farewells = new Set<() => Promise<unknown>>()

/** What is done in somebody's name before they leave, where that is done at once. */
export const beforeLeaving = (say: () => Promise<unknown>): void => void farewells.add(say)

const moment = () => new Promise(resolve => setTimeout(resolve, 1_000))

/** Leaves at once; the server is told now or as soon as there is a line. */
export function useSignOut() {
  const queries = useQueryClient()
  return async () => {
    await here.leave(navigator.onLine ? Promise.race([Promise.allSettled([...farewells].map(say => say())), moment()]) : undefined)
    letGo(queries)
  }
}
