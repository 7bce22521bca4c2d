import type { Me } from './wire'

export interface Needed {
  permission: string
  /** What is done or shown concerns everybody: a role at one site is not enough. */
  everywhere?: boolean
}

/** Whether a permission reaches further than the caller's own things. What it reaches exactly, the server says thing by thing. */
export function reaches(user: Me, { permission, everywhere = false }: Needed): boolean {
  const scope = user.permissions[permission]
  return scope === 'all' || (scope === 'site' && !everywhere)
}

/** The same for the buttons of pages whose things carry no `actions`; nobody may anything before it is known who it is. */
export const may = (user: Me | null | undefined, permission: string, everywhere = false): boolean =>
  user ? reaches(user, { permission, everywhere }) : false
