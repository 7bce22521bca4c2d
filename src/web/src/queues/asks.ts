/**
 * What a key of the desk asks for before it can be sent. Whether it may be pressed at all, only the server's `actions` say; what it then needs
 * is its request record.
 */
export interface Ask {
  name: 'reason' | 'back_in_minutes' | 'queue_id' | 'queue_ids' | 'priority' | 'emergency' | 'outcome'
  required: boolean
}

const ask = (name: Ask['name'], required = false): Ask => ({ name, required })

/** Every key that these pages offer, with what it asks for; what the server offers beyond them has no form here. */
const asks: Readonly<Record<string, readonly Ask[]>> = {
  recall: [],
  start: [],
  complete: [ask('outcome')],
  no_show: [],
  reinstate: [],
  hold: [ask('reason'), ask('back_in_minutes')],
  ask_back: [],
  return: [],
  put_back: [],
  transfer: [ask('queue_id', true)],
  set_priority: [ask('priority', true), ask('emergency'), ask('reason')],
  reassess: [ask('priority', true), ask('emergency'), ask('reason')],
  confirm_class: [],
  plan: [ask('queue_ids')],
  cancel: [ask('reason')],
}

export const asksOf = (action: string): readonly Ask[] => asks[action] ?? []

export const belongsHere = (action: string): boolean => action in asks

/** What takes somebody out of the line looks the part, and is never the first button. */
export const grave: ReadonlySet<string> = new Set(['no_show', 'cancel'])

/** The key of each, on this screen only; one that is not here has none. */
export const keyOf: Readonly<Record<string, string>> = {
  start: 's',
  recall: 'r',
  complete: 'c',
  no_show: 'x',
  hold: 'h',
  put_back: 'b',
  transfer: 't',
  plan: 'g',
  set_priority: 'p',
  reassess: 'e',
  confirm_class: 'v',
  cancel: 'k',
}

/** In which order they stand beside each other; the rest is one press further. */
const order = [
  'start',
  'recall',
  'no_show',
  'complete',
  'hold',
  'transfer',
  'put_back',
  'plan',
  'set_priority',
  'reassess',
  'confirm_class',
]

const place = (action: string): number => {
  const at = order.indexOf(action)
  return at < 0 ? order.length : at
}

export const inOrder = (actions: readonly string[]): string[] => actions.filter(belongsHere).toSorted((a, b) => place(a) - place(b))

export interface Values {
  reason: string
  back_in_minutes: number | null
  queue_id: number | null
  queue_ids: readonly number[]
  priority: number | null
  emergency: boolean
  outcome: string | null
}

/** What is missing from a form, by the name of the field. */
export const missingIn = (asked: readonly Ask[], values: Values): Ask['name'] | undefined =>
  asked.find(({ name, required }) => required && (values[name] === null || values[name] === ''))?.name

/** The wire's body: what was left empty is left out. */
export function bodyOf(asked: readonly Ask[], values: Values): Record<string, unknown> {
  return Object.fromEntries(
    asked.flatMap(({ name }) => {
      const value = typeof values[name] === 'string' ? values[name].trim() : values[name]
      return value === null || value === '' ? [] : [[name, value]]
    }),
  )
}
