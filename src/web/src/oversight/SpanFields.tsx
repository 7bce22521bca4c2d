import { TextInput } from '@mantine/core'
import { now } from '../platform/clock'
import { zone } from '../platform/time'
import { useTranslation } from '../platform/words/useTranslation'

interface Props {
  from: string | undefined
  to: string | undefined
  onChange: (change: { from?: string | undefined; to?: string | undefined }) => void
}

/** From when and until when, by the clock of this browser, which is said. */
export function SpanFields({ from, to, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const help = zone(i18n.language, now())
  return (
    <>
      <TextInput
        label={t('admin.from')}
        description={help}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        type="datetime-local"
        value={from ?? ''}
        onChange={event => onChange({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        label={t('admin.to')}
        description={help}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        type="datetime-local"
        value={to ?? ''}
        onChange={event => onChange({ to: event.currentTarget.value || undefined })}
      />
    </>
  )
}
