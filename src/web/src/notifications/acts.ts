import { answered, api, pressed } from '../platform/api'
import type { Me, NotificationView } from '../platform/wire'
import { type Thing, thingOf } from './thing'

export const readOne = (id: number): Promise<NotificationView> => answered(api.GET('/api/notifications/{id}', { params: { path: { id } } }))

/** Answers for a message; of several people who are asked, one does. */
export const acknowledge = (id: number): Promise<NotificationView> =>
  answered(api.POST('/api/notifications/{id}/acknowledge', { params: { path: { id } }, headers: pressed() }))

/** That a test was heard where it rang. */
export async function hearTest(id: number): Promise<void> {
  await answered(api.POST('/api/notifications/test/{id}/heard', { params: { path: { id } }, headers: pressed() }))
}

/** What was pressed on a lock screen, by the number of the push: its message, and where its person finds what it is about. */
export async function openPushed(id: number, user: Me): Promise<{ view: NotificationView; thing: Thing | null }> {
  const [view] = await Promise.all([readOne(id), answered(api.POST('/api/notifications/read', { body: { ids: [id] } }))])
  return { view, thing: thingOf(view, user) }
}
