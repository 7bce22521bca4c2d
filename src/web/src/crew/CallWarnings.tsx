import { Button } from '@mantine/core'
import { IconAlertTriangleFilled } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import warningStyles from '../dispatch/warnings.module.css'
import { keptQuery } from '../phone/room'
import { answered, api } from '../platform/api'
import { useProblemText } from '../platform/useProblemText'
import type { CallView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'

/** What a crew must know before it goes in, kept for when there is no network. */
export function CallWarnings({ call }: { call: CallView }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const { data, error, refetch } = useQuery(
    keptQuery(['warnings', call.id], async signal => {
      const page = await answered(api.GET('/api/calls/{id}/warnings', { params: { path: { id: call.id } }, signal }))
      return page.items
    }),
  )
  if (error && !data)
    return (
      <div className={warningStyles.warnings} role="alert">
        <p>
          {t('call.warnings_failed')} {problemText(error)}
        </p>
        <Button size="md" variant="default" onClick={() => refetch()}>
          {t('retry')}
        </Button>
      </div>
    )
  if (!data || data.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: many warnings scroll, and what scrolls must be reached by keyboard
    <section className={warningStyles.warnings} aria-label={t('call.warnings')} tabIndex={0}>
      <ul>
        {data.map(warning => (
          <li key={warning.id}>
            <IconAlertTriangleFilled size={20} aria-hidden />
            <div>
              <strong>{t(`warning.${warning.kind}`)}: </strong>
              <bdi className={warningStyles.text}>{warning.text}</bdi>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
