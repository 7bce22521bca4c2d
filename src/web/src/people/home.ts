import type { Me } from '../platform/wire'

/** The page on which a person's work begins. */
export function homeOf({ permissions }: Me): '/board' | '/hospital' {
  return permissions['hospitals.prealert'] && !permissions['dispatch.watch'] ? '/hospital' : '/board'
}
