import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from './problem'

/** A sentence for the user: ours for the code when there is one (translated), else the server's own. */
export function useProblemText(): (problem: unknown) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    problem => {
      const code = problem instanceof Problem ? problem.code : 'unknown'
      if (i18n.exists(`problem.${code}`)) return t(`problem.${code}`, { code })
      const sentence = problem instanceof Problem ? problem.sentence : ''
      return sentence || t('problem.unknown', { code })
    },
    [t, i18n],
  )
}
