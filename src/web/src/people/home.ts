import type { Me } from '../platform/wire'

/** The page on which a person's work begins. */
export function homeOf({ permissions }: Me): '/board' | '/crew' | '/hospital' {
  if (permissions['dispatch.watch']) return '/board'
  if (permissions['hospitals.prealert']) return '/hospital'
  return permissions['crew.watch'] ? '/crew' : '/board'
}
