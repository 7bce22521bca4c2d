import type { TFunction } from 'i18next'

/** What a step is called: one word may mean another step to another thing. */
export const stepWord = (t: TFunction, thing: string, action: string): string =>
  t([`step.${thing}.${action}`, `action.${action}`], { defaultValue: action.replaceAll('_', ' ') })
