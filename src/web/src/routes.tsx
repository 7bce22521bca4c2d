import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { homeOf } from './people/home'
import { SignInPage } from './people/SignInPage'
import { Waiting, WentWrong } from './platform/Interlude'
import { queries } from './platform/queries'
import { sessionQuery } from './platform/session'

const root = createRootRoute({ component: Outlet, errorComponent: WentWrong })

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async () => {
    const user = await queries.ensureQueryData(sessionQuery)
    throw redirect({ to: user === null ? '/sign-in' : homeOf(user), replace: true })
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

const signedIn = async () => {
  if ((await queries.ensureQueryData(sessionQuery)) === null) throw redirect({ to: '/sign-in', replace: true })
}

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
  beforeLoad: signedIn,
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

const map = createRoute({
  getParentRoute: () => root,
  path: '/map',
  component: lazyRouteComponent(() => import('./dispatch/MapPage'), 'MapPage'),
  validateSearch: boardSearch,
  beforeLoad: signedIn,
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
  beforeLoad: signedIn,
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

const crew = createRoute({
  getParentRoute: () => root,
  path: '/crew',
  component: lazyRouteComponent(() => import('./crew/CrewPage'), 'CrewPage'),
  beforeLoad: async () => {
    // What the crew's phone keeps is read only where it is needed.
    const { whoIsHere } = await import('./crew/room')
    if ((await whoIsHere()) === null) throw redirect({ to: '/sign-in', replace: true })
  },
  pendingComponent: Waiting,
  errorComponent: WentWrong,
})

export const router = createRouter({
  routeTree: root.addChildren([start, signIn, board, map, hospital, crew]),
  defaultPendingMs: 150,
  defaultNotFoundComponent: () => <WentWrong />,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
