import { Button } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { say } from './announce'
import { copy } from './clipboard'
import { useTranslation } from './words/useTranslation'

/**
 * Copies a text that is shown beside it.
 * @param of What it is the text of, where several can be copied.
 */
export function CopyButton({ text, of }: { text: string; of?: string }) {
  const { t } = useTranslation()
  const take = async () => ((await copy(text)) ? say(t('admin.copied')) : say(t('admin.not_copied'), 'refused'))
  return (
    <Button
      size="compact-sm"
      variant="default"
      mt="xs"
      leftSection={<IconCopy size={14} aria-hidden />}
      aria-label={of && `${t('admin.copy')}: ${of}`}
      onClick={take}
    >
      {t('admin.copy')}
    </Button>
  )
}
