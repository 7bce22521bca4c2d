import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Shelf } from './outbox'
import type { FixShelf, KeptFix } from './sharing'
import type { Step } from './step'

interface Kept extends DBSchema {
  /** What the server said last, by what it was asked. */
  said: { key: string; value: unknown }
  steps: { key: number; value: Omit<Step, 'id'> & { id?: number } }
  fixes: { key: number; value: KeptFix }
}

let opened: Promise<IDBPDatabase<Kept>> | null = null

const database = (): Promise<IDBPDatabase<Kept>> => {
  // Called after those who had it first: what lies on their phones must be found.
  opened ??= openDB<Kept>('attend-crew', 1, {
    upgrade(kept) {
      kept.createObjectStore('said')
      kept.createObjectStore('steps', { keyPath: 'id', autoIncrement: true })
      kept.createObjectStore('fixes', { autoIncrement: true })
    },
    // Some phones close a database that nobody has used for a while: the next who needs it opens it again.
    terminated: () => {
      opened = null
    },
  })
  return opened
}

export const shelf: Shelf = {
  all: async () => (await (await database()).getAll('steps')) as Step[],
  add: async step => (await database()).add('steps', step),
  put: async step => {
    const change = (await database()).transaction('steps', 'readwrite')
    const there = (await change.store.getKey(step.id)) !== undefined
    if (there) await change.store.put(step)
    await change.done
    return there
  },
  remove: async id => (await database()).delete('steps', id),
}

export const said = {
  get: async <T>(key: string): Promise<T | undefined> => (await (await database()).get('said', key)) as T | undefined,
  put: async (key: string, value: unknown): Promise<void> => {
    await (await database()).put('said', value, key)
  },
}

/** A fix for every fifteen seconds of four hours; older ones make room. */
const mostFixes = 1000

export const fixes: FixShelf = {
  add: async fix => {
    const kept = await database()
    await kept.add('fixes', fix)
    const keys = await kept.getAllKeys('fixes')
    for (const key of keys.slice(0, Math.max(0, keys.length - mostFixes))) await kept.delete('fixes', key)
  },
  all: async () => {
    const read = (await database()).transaction('fixes')
    const [keys, values] = await Promise.all([read.store.getAllKeys(), read.store.getAll()])
    await read.done
    return { keys, fixes: values }
  },
  remove: async keys => {
    const change = (await database()).transaction('fixes', 'readwrite')
    await Promise.all([...keys.map(key => change.store.delete(key)), change.done])
  },
}

/**
 * Nothing of what one person was shown may be left for the next person with this phone. What they tapped and is not sent yet stays: it is
 * somebody's record of a patient, and is sent when they sign in here again.
 */
export async function forget(): Promise<void> {
  const kept = await database()
  await Promise.all([kept.clear('said'), kept.clear('fixes')])
}
