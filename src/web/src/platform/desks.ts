import { type Icon, IconAmbulance, IconBuildingCog, IconBuildingHospital, IconChartBar, IconLayoutDashboard } from '@tabler/icons-react'
import type { Me } from './wire'

/** A place where somebody works, in the order in which it is looked for as their first page. */
export interface Desk {
  to: '/board' | '/hospital' | '/crew' | '/admin' | '/reports'
  word: 'board' | 'hospital' | 'crew' | 'admin' | 'reports'
  icon: Icon
  /** Any of these permissions makes it theirs. */
  needs: readonly string[]
}

export const desks: readonly Desk[] = [
  { to: '/board', word: 'board', icon: IconLayoutDashboard, needs: ['dispatch.watch'] },
  { to: '/hospital', word: 'hospital', icon: IconBuildingHospital, needs: ['hospitals.prealert'] },
  { to: '/crew', word: 'crew', icon: IconAmbulance, needs: ['crew.watch'] },
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
  { to: '/reports', word: 'reports', icon: IconChartBar, needs: ['reports.read'] },
]

/** The pages that are somebody's, by what the server says they may do. */
export const desksOf = (user: Me | null | undefined): readonly Desk[] =>
  user ? desks.filter(desk => desk.needs.some(permission => user.permissions[permission] !== undefined)) : []

/** Where somebody begins: their first desk, else the board's address, which tells them what is theirs. */
export const homeOf = (user: Me): Desk['to'] => desksOf(user)[0]?.to ?? '/board'
