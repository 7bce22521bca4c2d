import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Line } from '../platform/live/socket'
import { useConnection } from '../platform/live/useLive'
import { sessionQuery } from '../platform/session'

/** A browser is not told why a socket was refused: when it is lost, the session is asked for. */
export function LeaveWhenSignedOut({ socket }: { socket: Line }) {
  const connection = useConnection(socket)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const attempt = connection.state === 'lost' ? connection.retryAt : connection.state
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each failed attempt
  useEffect(() => {
    if (connection.state !== 'lost') return
    queries
      .fetchQuery({ ...sessionQuery, staleTime: 0, retry: false })
      .then(user => {
        if (user === null) void navigate({ to: '/sign-in', search: { ended: true }, replace: true })
      })
      .catch(() => {
        // No answer at all: the connection notice already says so.
      })
  }, [attempt])
  return null
}
