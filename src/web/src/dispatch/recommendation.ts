import { queryOptions } from '@tanstack/react-query'
import { answered, api } from '../platform/api'

/** Units and hospitals for a call as the server ranks them, with the reasons; without a limit every one that can be used. */
export const recommendation = (call: number, limit?: number) =>
  queryOptions({
    // A ranking of minutes ago would have the keyboard before the present one is here.
    gcTime: 10_000,
    queryKey: ['recommendations', call, limit],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/calls/{id}/recommendations', { params: { path: { id: call }, query: { limit } }, signal })),
  })
