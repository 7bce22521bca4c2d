import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from './problem'

/** A sentence for the user: ours for the code when there is one (translated), else the server's own. */
export function useProblemText(): (failure: unknown) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    failure => {
      const { code, sentence } = problemOf(failure)
      if (i18n.exists(`problem.${code}`)) return t(`problem.${code}`, { code })
      return sentence || t('problem.unknown', { code })
    },
    [t, i18n],
  )
}
