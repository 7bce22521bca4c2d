import { here } from '../platform/here'
import { Problem, problemOf } from '../platform/problem'
import { queries } from '../platform/queries'
import { sessionQuery } from '../platform/session'
import type { Me } from '../platform/wire'
import { forget, said } from './keep'

const rememberedMe = 'me'

/** How long a start waits for the server before it goes on with what the device knows. */
const startPatience = 4_000

/**
 * Who is here. Without a network it is whoever was here last: what they see is theirs, and what they tap is sent once the server knows
 * them again.
 */
export async function whoIsHere(): Promise<Me | null> {
  if (here.isLeaving()) return null
  const known = queries.getQueryData(sessionQuery.queryKey)
  if (known !== undefined && known !== null) return remember(known)
  const last = await said.get<Me>(rememberedMe)
  // Somebody else may have signed in on another page of this browser since.
  const remembered = last && here.is(last.id) ? last : undefined
  try {
    const asked = queries.fetchQuery({ ...sessionQuery, retry: false, networkMode: 'always' })
    const me = await (remembered ? Promise.race([asked, tooLong()]) : asked)
    if (me === null) return null
    here.enter(me.id)
    return await remember(me)
  } catch (failure) {
    if (!remembered || !problemOf(failure).passing) throw failure
    queries.setQueryData(sessionQuery.queryKey, remembered)
    return remembered
  }
}

const tooLong = () =>
  new Promise<never>((_, reject) => setTimeout(() => reject(new Problem('unreachable', 0, 'The server did not answer.')), startPatience))

async function remember(me: Me): Promise<Me> {
  const before = await said.get<Me>(rememberedMe)
  if (before?.id !== me.id) await forget()
  await said.put(rememberedMe, me)
  return me
}
