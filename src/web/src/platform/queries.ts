import { QueryClient } from '@tanstack/react-query'
import { Problem } from './problem'

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, problem) => problem instanceof Problem && problem.passing && failures < 3,
      refetchOnWindowFocus: false,
      staleTime: 5_000,
    },
  },
})
