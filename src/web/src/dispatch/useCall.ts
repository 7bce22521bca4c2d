import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { answered, api } from '../platform/api'
import { useThing } from '../platform/live/useLive'
import type { CallView, ResponseView } from '../platform/wire'
import { callNumberIn } from './callOrder'
import { useDesk, useStanding } from './desk'

/**
 * A call by its id: from the board while it is there, else from the server, since closed and cancelled calls leave the board and can still
 * be reopened, unlinked or looked at. `gone` when nobody has it.
 */
export function useCall(id: number | undefined): { call: CallView | undefined; gone: boolean } {
  const { board } = useDesk()
  const standing = useStanding()
  const live = useThing(board.calls, id)
  const { data, error } = useQuery({
    queryKey: ['call', id, 'whole'],
    queryFn: ({ signal }) => answered(api.GET('/api/calls/{id}', { params: { path: { id: id ?? 0 } }, signal })),
    enabled: id !== undefined && live === undefined && standing !== 'waiting',
  })
  return { call: live ?? data, gone: live === undefined && error !== null }
}

/** The call that the words in the search field name by its number, wherever it is; it need not be on the board. */
export function useNumbered(query: string): { call: CallView | undefined; searching: boolean } {
  const { board } = useDesk()
  const number = callNumberIn(query)
  const { data, isFetching } = useQuery({
    queryKey: ['calls', number],
    queryFn: ({ signal }) => answered(api.GET('/api/calls', { params: { query: { call_id: number ?? '' } }, signal })),
    enabled: number !== null,
    placeholderData: keepPreviousData,
  })
  const found = number === null ? undefined : data?.items.find(call => call.call_id === number)
  const live = useThing(board.calls, found?.id)
  return { call: live ?? found, searching: number !== null && isFetching }
}

/** What the units of a call may do and did; asked for again with every news of the call. */
export function useResponses(call: CallView): readonly ResponseView[] {
  const { data } = useQuery({
    queryKey: ['call', call.id, 'responses'],
    queryFn: ({ signal }) => answered(api.GET('/api/responses', { params: { query: { call_id: call.id } }, signal })),
    enabled: call.units.length > 0,
  })
  return data?.items ?? []
}
