import { useCallback } from 'react'
import { problemOf } from './problem'
import { useTranslation } from './words/useTranslation'

/**
 * A sentence for the user: ours for the code when there is one (translated), else the server's own. `own` is where a page keeps sentences
 * that would be wrong before anybody else: a crew is told of itself, a dispatcher of others.
 */
export function useProblemText(own?: string): (failure: unknown) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    failure => {
      const { code, sentence } = problemOf(failure)
      if (own && i18n.exists(`${own}.${code}`)) return t(`${own}.${code}`)
      if (i18n.exists(`problem.${code}`)) return t(`problem.${code}`, { code })
      return sentence || t('problem.unknown', { code })
    },
    [t, i18n, own],
  )
}
