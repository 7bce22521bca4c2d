import {
  type Icon,
  IconAmbulance,
  IconBuildingCog,
  IconBuildingHospital,
  IconCalendarHeart,
  IconCar,
  IconChartBar,
  IconDeviceDesktop,
  IconEmergencyBed,
  IconHomeHeart,
  IconLayoutDashboard,
  IconSteeringWheel,
  IconUsers,
} from '@tabler/icons-react'
import { currentSettings } from './settings'
import type { Me } from './wire'

/** A place where somebody works, in the order in which it is looked for as their first page. */
export interface Desk {
  to:
    | '/board'
    | '/hospital'
    | '/arriving'
    | '/crew'
    | '/drive'
    | '/rounds'
    | '/desk'
    | '/queues'
    | '/visits'
    | '/pickups'
    | '/admin'
    | '/reports'
  word: 'board' | 'hospital' | 'arriving' | 'crew' | 'drive' | 'rounds' | 'desk' | 'queues' | 'visits' | 'pickups' | 'admin' | 'reports'
  icon: Icon
  /** Any of these permissions makes it theirs. */
  needs: readonly string[]
  /** Theirs only if they hold it for their own work: others do the same from the office. */
  own?: true
}

export const desks: readonly Desk[] = [
  { to: '/board', word: 'board', icon: IconLayoutDashboard, needs: ['dispatch.watch'] },
  { to: '/hospital', word: 'hospital', icon: IconBuildingHospital, needs: ['hospitals.prealert'] },
  { to: '/arriving', word: 'arriving', icon: IconEmergencyBed, needs: ['queues.triage'] },
  { to: '/crew', word: 'crew', icon: IconAmbulance, needs: ['crew.watch'] },
  { to: '/drive', word: 'drive', icon: IconSteeringWheel, needs: ['trips.step'], own: true },
  { to: '/rounds', word: 'rounds', icon: IconHomeHeart, needs: ['visits.step'], own: true },
  { to: '/desk', word: 'desk', icon: IconDeviceDesktop, needs: ['queues.serve'] },
  { to: '/visits', word: 'visits', icon: IconCalendarHeart, needs: ['visits.plan'] },
  { to: '/pickups', word: 'pickups', icon: IconCar, needs: ['trips.assign'] },
  {
    to: '/admin',
    word: 'admin',
    icon: IconBuildingCog,
    needs: [
      'people.manage',
      'people.unlock',
      'units.manage',
      'hospitals.manage',
      'shifts.manage',
      'warnings.manage',
      'audit.read',
      'admin.operate',
    ],
  },
  { to: '/queues', word: 'queues', icon: IconUsers, needs: ['queues.open'] },
  { to: '/reports', word: 'reports', icon: IconChartBar, needs: ['reports.read', 'visit_reports.read'] },
]

/** The pages that are somebody's, by what the server says they may do. */
export const desksOf = (user: Me | null | undefined): readonly Desk[] =>
  user ? desks.filter(({ needs, own }) => needs.some(name => (own ? user.permissions[name] === 'assigned' : name in user.permissions))) : []

/** Where somebody begins: where they worked here last, else their first desk, else the board's address, which tells them what is theirs. */
export function homeOf(user: Me): Desk['to'] {
  const own = desksOf(user)
  return (own.find(({ to }) => to === currentSettings().home) ?? own[0])?.to ?? '/board'
}
