import { answered, api } from '../platform/api'
import { useAll } from '../platform/pages'
import type { DeskView, QueueView } from '../platform/wire'

/** Every desk of the sites where this person may see who waits. */
export const useDesks = () =>
  useAll<DeskView>(['desks'], (after, signal) => answered(api.GET('/api/desks', { params: { query: { after, limit: 200 } }, signal })))

/** Every queue there is; of those that are theirs a person may open or close, as the server offers it. */
export const useQueues = () =>
  useAll<QueueView>(['queues'], (after, signal) => answered(api.GET('/api/queues', { params: { query: { after, limit: 200 } }, signal })))

/** Who waits in one queue: the first of them, where they are many. */
export const readLine = (id: number, signal: AbortSignal) =>
  answered(api.GET('/api/queues/{id}/tickets', { params: { path: { id }, query: { state: ['WAITING'] } }, signal }))

export const isOwn = (queue: Pick<QueueView, 'actions'>): boolean => queue.actions.length > 0
