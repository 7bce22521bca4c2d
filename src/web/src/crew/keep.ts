import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Shelf } from './outbox'
import type { Fix } from './positions'
import type { Step } from './step'

interface Kept extends DBSchema {
  /** What the server said last, by what it was asked. */
  said: { key: string; value: unknown }
  steps: { key: number; value: Omit<Step, 'id'> & { id?: number } }
  fixes: { key: number; value: Fix }
}

let opened: Promise<IDBPDatabase<Kept>> | null = null

const database = (): Promise<IDBPDatabase<Kept>> => {
  opened ??= openDB<Kept>('attend-crew', 1, {
    upgrade(kept) {
      kept.createObjectStore('said')
      kept.createObjectStore('steps', { keyPath: 'id', autoIncrement: true })
      kept.createObjectStore('fixes', { autoIncrement: true })
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

export const fixes = {
  add: async (fix: Fix): Promise<void> => {
    const kept = await database()
    await kept.add('fixes', fix)
    const keys = await kept.getAllKeys('fixes')
    for (const key of keys.slice(0, Math.max(0, keys.length - mostFixes))) await kept.delete('fixes', key)
  },
  all: async (): Promise<{ keys: number[]; fixes: Fix[] }> => {
    const read = (await database()).transaction('fixes')
    const [keys, values] = await Promise.all([read.store.getAllKeys(), read.store.getAll()])
    await read.done
    return { keys, fixes: values }
  },
  remove: async (keys: readonly number[]): Promise<void> => {
    const change = (await database()).transaction('fixes', 'readwrite')
    await Promise.all([...keys.map(key => change.store.delete(key)), change.done])
  },
}

/**
 * Nothing of one person's work may be left for the next person with this phone. Steps that were not sent are kept unless `everything` is
 * to go: they are somebody's record of a patient, and only that person sends them.
 */
export async function forget(what: 'said' | 'everything'): Promise<void> {
  const kept = await database()
  await Promise.all([kept.clear('said'), kept.clear('fixes'), ...(what === 'everything' ? [kept.clear('steps')] : [])])
}
