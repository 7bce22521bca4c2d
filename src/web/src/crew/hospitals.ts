import { keptQuery } from '../phone/room'
import { answered, api } from '../platform/api'

/** The hospitals ranked for a call: asked for as soon as the call is here, so that they can be chosen without a network. */
export const hospitalsQuery = (call: number) =>
  keptQuery(['hospitals', call], async signal => {
    const page = await answered(api.GET('/api/calls/{id}/hospitals', { params: { path: { id: call } }, signal }))
    return page.items
  })
