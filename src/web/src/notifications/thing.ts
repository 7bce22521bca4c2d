import { may } from '../platform/rights'
import type { Me, NotificationView } from '../platform/wire'
import type { BoardSearch, HospitalSearch } from '../routes'

/** Where somebody finds what a message is about, and what that is called (`notify.thing`). */
export type Thing =
  | { word: 'call' | 'unit'; to: '/board'; search: BoardSearch }
  | { word: 'hospital'; to: '/hospital'; search: HospitalSearch }
  | { word: 'crew'; to: '/crew' }
  | { word: 'shift'; to: '/admin/shifts'; search: { site?: string } }
  | { word: 'failures'; to: '/admin/failures' }
  | { word: 'test'; to: '/account/notifications' }

const number = (value: unknown): number | undefined => (typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined)

/** Null where this person has no page for it, or it has none at all. Who works at a desk is led there, a crew to its own screen. */
export function thingOf({ kind, facts }: Pick<NotificationView, 'kind' | 'facts'>, user: Me | null | undefined): Thing | null {
  const of = (typeof facts === 'object' && facts !== null ? facts : {}) as Record<string, unknown>
  const [call, unit, hospital, site] = [of.call_id, of.unit_id, of.hospital_id, of.site_id].map(number)
  if (kind === 'test') return { word: 'test', to: '/account/notifications' }
  if (kind === 'work_failed') return may(user, 'admin.operate', true) ? { word: 'failures', to: '/admin/failures' } : null
  if (kind === 'shift_begins' && may(user, 'shifts.read'))
    return { word: 'shift', to: '/admin/shifts', search: site === undefined ? {} : { site: String(site) } }
  if (kind.startsWith('crew_') && user?.permissions['crew.watch']) return { word: 'crew', to: '/crew' }
  if (user?.permissions['dispatch.watch']) {
    if (call !== undefined) return { word: 'call', to: '/board', search: { call, panel: 'call' } }
    if (unit !== undefined) return { word: 'unit', to: '/board', search: { unit, panel: 'unit', list: 'units' } }
  }
  if (user?.permissions['hospitals.prealert'] && hospital !== undefined) return { word: 'hospital', to: '/hospital', search: { hospital } }
  if (user?.permissions['crew.watch'] && (call !== undefined || unit !== undefined)) return { word: 'crew', to: '/crew' }
  return null
}
