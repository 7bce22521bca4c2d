import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { SignInPage } from './people/SignInPage'
import { homeOf } from './platform/desks'
import { Waiting, WentWrong } from './platform/Interlude'
import { queries } from './platform/queries'
import { sessionQuery } from './platform/session'
import { addWords } from './platform/words/words'

const root = createRootRoute({ component: Outlet, errorComponent: WentWrong })

/** Who is signed in; whoever is not is led to the sign-in. */
async function signedIn() {
  const user = await queries.ensureQueryData(sessionQuery)
  if (user === null) throw redirect({ to: '/sign-in', replace: true })
  return user
}

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async () => {
    const user = await signedIn()
    throw redirect({ to: homeOf(user), replace: true })
  },
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignInPage,
  validateSearch: (search: Record<string, unknown>): { ended?: boolean } => (search.ended === true ? { ended: true } : {}),
})

/** What the board shows is in the address: a reload, a second monitor or a colleague with the link sees the same call. */
export interface BoardSearch {
  call?: number
  unit?: number
  panel?: 'call' | 'unit' | 'new'
  list?: 'units' | 'map' | 'hospitals'
}

const lists: readonly unknown[] = ['units', 'map', 'hospitals'] satisfies BoardSearch['list'][]

const id = (value: unknown): number | undefined => (typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined)

const boardSearch = (search: Record<string, unknown>): BoardSearch => ({
  call: id(search.call),
  unit: id(search.unit),
  panel: search.panel === 'call' || search.panel === 'unit' || search.panel === 'new' ? search.panel : undefined,
  list: lists.includes(search.list) ? (search.list as BoardSearch['list']) : undefined,
})

const board = createRoute({
  getParentRoute: () => root,
  path: '/board',
  component: lazyRouteComponent(() => import('./dispatch/BoardPage'), 'BoardPage'),
  validateSearch: boardSearch,
  beforeLoad: async () => {
    await signedIn()
  },
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

const map = createRoute({
  getParentRoute: () => root,
  path: '/map',
  component: lazyRouteComponent(() => import('./dispatch/MapPage'), 'MapPage'),
  validateSearch: boardSearch,
  beforeLoad: async () => {
    await signedIn()
  },
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

/** Which hospital, where a person works for several. */
export interface HospitalSearch {
  hospital?: number
}

const hospital = createRoute({
  getParentRoute: () => root,
  path: '/hospital',
  component: lazyRouteComponent(() => import('./hospital/HospitalPage'), 'HospitalPage'),
  validateSearch: (search: Record<string, unknown>): HospitalSearch => ({ hospital: id(search.hospital) }),
  beforeLoad: async () => {
    await signedIn()
  },
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

/** What a page is narrowed to stands in its address: words only, and none that is empty. */
const narrowed =
  <const N extends string>(...names: N[]) =>
  (search: Record<string, unknown>): { [name in N]?: string } =>
    Object.fromEntries(
      names.flatMap(name => (search[name] === undefined || search[name] === '' ? [] : [[name, String(search[name])]])),
    ) as {
      [name in N]?: string
    }

/** Their words come with the pages. */
const withWords = async () => {
  await Promise.all([signedIn(), addWords('office')])
}

/** Which emergency queue, where a person works for several. */
export interface ArrivingSearch {
  queue?: number
}

const arriving = createRoute({
  getParentRoute: () => root,
  path: '/arriving',
  component: lazyRouteComponent(() => import('./queues/ArrivingPage'), 'ArrivingPage'),
  validateSearch: (search: Record<string, unknown>): ArrivingSearch => ({ queue: id(search.queue) }),
  beforeLoad: withWords,
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

/** The screens of whoever serves patients, and of whoever runs the queues. */
const queuePages = [
  createRoute({
    getParentRoute: () => root,
    path: '/desk',
    component: lazyRouteComponent(() => import('./queues/DeskPage'), 'DeskPage'),
    beforeLoad: withWords,
    pendingComponent: Waiting,
    errorComponent: WentWrong,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/queues',
    component: lazyRouteComponent(() => import('./queues/QueuesPage'), 'QueuesPage'),
    beforeLoad: withWords,
    pendingComponent: Waiting,
    errorComponent: WentWrong,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/queues/$id',
    component: lazyRouteComponent(() => import('./queues/QueuePage'), 'QueuePage'),
    beforeLoad: withWords,
    pendingComponent: Waiting,
    errorComponent: WentWrong,
  }),
] as const

/** The screens of whoever plans home visits, and of whoever sends the cars. */
const visitPages = [
  createRoute({
    getParentRoute: () => root,
    path: '/visits',
    component: lazyRouteComponent(() => import('./visits/planner/PlannerPage'), 'PlannerPage'),
    validateSearch: narrowed('site', 'day', 'view', 'visit'),
    beforeLoad: withWords,
    pendingComponent: Waiting,
    errorComponent: WentWrong,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/pickups',
    component: lazyRouteComponent(() => import('./trips/PickupsPage'), 'PickupsPage'),
    validateSearch: narrowed('site', 'day'),
    beforeLoad: withWords,
    pendingComponent: Waiting,
    errorComponent: WentWrong,
  }),
] as const

/** Who carries a phone is known to it without a network too. */
async function onPhone() {
  // What a phone keeps is read only where it is needed.
  const { whoIsHere } = await import('./phone/whoIsHere')
  if ((await whoIsHere()) === null) throw redirect({ to: '/sign-in', replace: true })
}

const crew = createRoute({
  getParentRoute: () => root,
  path: '/crew',
  component: lazyRouteComponent(() => import('./crew/CrewPage'), 'CrewPage'),
  beforeLoad: onPhone,
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

const withHomeWords = async () => {
  await Promise.all([onPhone(), addWords('home')])
}

const drive = createRoute({
  getParentRoute: () => root,
  path: '/drive',
  component: lazyRouteComponent(() => import('./drive/DrivePage'), 'DrivePage'),
  beforeLoad: withHomeWords,
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

const rounds = createRoute({
  getParentRoute: () => root,
  path: '/rounds',
  component: lazyRouteComponent(() => import('./rounds/RoundsPage'), 'RoundsPage'),
  beforeLoad: withHomeWords,
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

/** Which message was pressed on a lock screen. */
export interface NotifiedSearch {
  id?: number
}

/** What is everybody's own, whatever they work at. */
const ownPages = createRoute({
  getParentRoute: () => root,
  id: 'own',
  component: lazyRouteComponent(() => import('./notifications/OwnShell'), 'OwnShell'),
  beforeLoad: async () => {
    await signedIn()
  },
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

const preferences = createRoute({
  getParentRoute: () => ownPages,
  path: '/account/notifications',
  component: lazyRouteComponent(() => import('./notifications/PreferencesPage'), 'PreferencesPage'),
})

const notified = createRoute({
  getParentRoute: () => ownPages,
  path: '/notified',
  component: lazyRouteComponent(() => import('./notifications/NotifiedPage'), 'NotifiedPage'),
  validateSearch: (search: Record<string, unknown>): NotifiedSearch => ({ id: id(search.id) }),
})

/** The office: administration, oversight and reports in one shell. Each page is loaded when somebody goes there. */
const office = createRoute({
  getParentRoute: () => root,
  id: 'office',
  component: lazyRouteComponent(() => import('./oversight/AdminShell'), 'AdminShell'),
  beforeLoad: withWords,
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

const officePages = [
  createRoute({
    getParentRoute: () => office,
    path: '/admin',
    component: lazyRouteComponent(() => import('./oversight/OverviewPage'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/users',
    component: lazyRouteComponent(() => import('./people/UsersPage'), 'UsersPage'),
    validateSearch: narrowed('role', 'site', 'state'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/users/$id',
    component: lazyRouteComponent(() => import('./people/UserPage'), 'UserPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/sites',
    component: lazyRouteComponent(() => import('./people/SitesPage'), 'SitesPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/shifts',
    component: lazyRouteComponent(() => import('./people/ShiftsPage'), 'ShiftsPage'),
    validateSearch: narrowed('site', 'week'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/sessions',
    component: lazyRouteComponent(() => import('./people/SessionsPage'), 'SessionsPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/retention',
    component: lazyRouteComponent(() => import('./people/RetentionPage'), 'RetentionPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/vehicles',
    component: lazyRouteComponent(() => import('./fleet/VehiclesPage'), 'VehiclesPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/vehicles/$id',
    component: lazyRouteComponent(() => import('./fleet/VehiclePage'), 'VehiclePage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/checklists',
    component: lazyRouteComponent(() => import('./fleet/ChecklistsPage'), 'ChecklistsPage'),
    validateSearch: narrowed('kind'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/hospitals',
    component: lazyRouteComponent(() => import('./dispatch/HospitalsPage'), 'HospitalsPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/warnings',
    component: lazyRouteComponent(() => import('./dispatch/WarningsPage'), 'WarningsPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/overrides',
    component: lazyRouteComponent(() => import('./oversight/OverridesPage'), 'OverridesPage'),
    validateSearch: narrowed('from', 'to'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/audit',
    component: lazyRouteComponent(() => import('./oversight/AuditPage'), 'AuditPage'),
    validateSearch: narrowed('subject', 'actor', 'kind', 'from', 'to'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/access',
    component: lazyRouteComponent(() => import('./oversight/AccessPage'), 'AccessPage'),
    validateSearch: narrowed('subject', 'actor', 'from', 'to'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/failures',
    component: lazyRouteComponent(() => import('./oversight/FailuresPage'), 'FailuresPage'),
    validateSearch: narrowed('module'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/deliveries',
    component: lazyRouteComponent(() => import('./notifications/DeliveriesPage'), 'DeliveriesPage'),
    validateSearch: narrowed('state', 'way', 'kind', 'user', 'subject', 'from', 'to', 'delivery'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/ways',
    component: lazyRouteComponent(() => import('./notifications/WaysPage'), 'WaysPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/ladders',
    component: lazyRouteComponent(() => import('./notifications/LaddersPage'), 'LaddersPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/texts',
    component: lazyRouteComponent(() => import('./notifications/TextsPage'), 'TextsPage'),
    validateSearch: narrowed('language'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/settings',
    component: lazyRouteComponent(() => import('./oversight/SettingsPage'), 'SettingsPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/targets',
    component: lazyRouteComponent(() => import('./reports/TargetsPage'), 'TargetsPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/queues',
    component: lazyRouteComponent(() => import('./queues/QueueSetupPage'), 'QueueSetupPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/clients',
    component: lazyRouteComponent(() => import('./visits/ClientsPage'), 'ClientsPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/services',
    component: lazyRouteComponent(() => import('./visits/ServicesPage'), 'ServicesPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/admin/drivers',
    component: lazyRouteComponent(() => import('./trips/DriversPage'), 'DriversPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/queues/$id/hours',
    component: lazyRouteComponent(() => import('./queues/HoursPage'), 'HoursPage'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/queues/$id/statistics',
    component: lazyRouteComponent(() => import('./queues/StatisticsPage'), 'StatisticsPage'),
    validateSearch: narrowed('from', 'to'),
  }),
  createRoute({
    getParentRoute: () => office,
    path: '/reports',
    component: lazyRouteComponent(() => import('./reports/ReportsPage'), 'ReportsPage'),
    validateSearch: narrowed('report', 'from', 'to', 'interval', 'bucket', 'priority', 'cell', 'tolerance'),
  }),
] as const

export const router = createRouter({
  routeTree: root.addChildren([
    start,
    signIn,
    board,
    map,
    hospital,
    arriving,
    crew,
    drive,
    rounds,
    ...queuePages,
    ...visitPages,
    ownPages.addChildren([preferences, notified]),
    office.addChildren(officePages),
  ]),
  defaultPendingMs: 150,
  defaultNotFoundComponent: () => <WentWrong />,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
