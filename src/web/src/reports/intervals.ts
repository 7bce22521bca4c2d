import type { Interval, Priority } from '../platform/wire'

/** In the order of a call's life, as the server's report has them. */
export const intervals: readonly Interval[] = [
  'answer',
  'processing',
  'turnout',
  'travel',
  'response',
  'response_first_unit',
  'response_first_appropriate_unit',
  'scene',
  'transport',
  'arrival_to_handover',
  'handover_to_clear',
]

export const priorities: readonly Priority[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']
