import {
  type Icon,
  IconAdjustments,
  IconAlertTriangle,
  IconAmbulance,
  IconBuildingHospital,
  IconCalendarHeart,
  IconCalendarWeek,
  IconCar,
  IconChartBar,
  IconChecklist,
  IconClipboardList,
  IconClockShield,
  IconDeviceDesktop,
  IconEye,
  IconHeartHandshake,
  IconHome,
  IconLanguage,
  IconMailFast,
  IconMapPin,
  IconRefreshAlert,
  IconRoute,
  IconStairsUp,
  IconSteeringWheel,
  IconTargetArrow,
  IconUserExclamation,
  IconUserHeart,
  IconUsers,
} from '@tabler/icons-react'
import { type Needed, reaches } from '../platform/rights'
import type { Me } from '../platform/wire'

/** A page of the office. */
export interface Place extends Needed {
  to: string
  word: string
  icon: Icon
}

export interface PlaceGroup {
  word: string
  places: readonly Place[]
}

const place = (to: string, word: string, icon: Icon, permission: string, more: Partial<Place> = {}): Place => ({
  to,
  word,
  icon,
  permission,
  ...more,
})

/** All pages of the office, each with the permission that its own routes ask for. */
export const groups: readonly PlaceGroup[] = [
  {
    word: 'people',
    places: [
      place('/admin/users', 'users', IconUsers, 'people.read'),
      place('/admin/shifts', 'shifts', IconCalendarWeek, 'shifts.read'),
      place('/admin/overrides', 'overrides', IconUserExclamation, 'audit.read', { everywhere: true }),
    ],
  },
  {
    word: 'things',
    places: [
      place('/admin/sites', 'sites', IconMapPin, 'sites.manage'),
      place('/admin/vehicles', 'vehicles', IconAmbulance, 'units.manage'),
      place('/admin/checklists', 'checklists', IconChecklist, 'units.manage', { everywhere: true }),
      place('/admin/hospitals', 'hospitals', IconBuildingHospital, 'hospitals.manage'),
      place('/admin/warnings', 'warnings', IconAlertTriangle, 'warnings.manage'),
    ],
  },
  {
    word: 'queues',
    places: [
      place('/desk', 'desk', IconDeviceDesktop, 'queues.serve'),
      place('/queues', 'queues', IconUsers, 'queues.open'),
      place('/admin/queues', 'queue_setup', IconAdjustments, 'queues.manage'),
    ],
  },
  {
    word: 'visits',
    places: [
      place('/visits', 'visits', IconCalendarHeart, 'visits.plan'),
      place('/pickups', 'pickups', IconCar, 'trips.assign'),
      place('/admin/clients', 'clients', IconUserHeart, 'clients.keep'),
      place('/admin/services', 'services', IconHeartHandshake, 'services.keep'),
      place('/admin/drivers', 'drivers', IconSteeringWheel, 'drivers.keep'),
    ],
  },
  {
    word: 'watch',
    places: [
      place('/reports', 'reports', IconChartBar, 'visit_reports.read'),
      place('/admin/targets', 'targets', IconTargetArrow, 'admin.operate', { everywhere: true }),
      place('/admin/audit', 'audit', IconClipboardList, 'audit.read', { everywhere: true }),
      place('/admin/access', 'access', IconEye, 'audit.read', { everywhere: true }),
      place('/admin/failures', 'failures', IconRefreshAlert, 'admin.operate', { everywhere: true }),
    ],
  },
  {
    word: 'telling',
    places: [
      place('/admin/deliveries', 'deliveries', IconMailFast, 'deliveries.read', { everywhere: true }),
      place('/admin/ways', 'ways', IconRoute, 'admin.operate', { everywhere: true }),
      place('/admin/ladders', 'ladders', IconStairsUp, 'admin.operate', { everywhere: true }),
      place('/admin/texts', 'texts', IconLanguage, 'admin.operate', { everywhere: true }),
    ],
  },
  {
    word: 'system',
    places: [
      place('/admin/retention', 'retention', IconClockShield, 'people.erase', { everywhere: true }),
      place('/admin/settings', 'settings', IconAdjustments, 'admin.operate', { everywhere: true }),
    ],
  },
]

/** One's own sessions are everybody's business. */
export const own: Place = place('/admin/sessions', 'sessions', IconDeviceDesktop, 'sites.read')
export const overview: Place = place('/admin', 'overview', IconHome, 'sites.read')

/** The groups with the pages that are this person's; empty groups are left out. */
export const groupsOf = (user: Me): PlaceGroup[] =>
  groups.map(group => ({ ...group, places: group.places.filter(each => reaches(user, each)) })).filter(group => group.places.length > 0)
