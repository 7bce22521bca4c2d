import { Button } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { say } from './announce'
import { copy } from './clipboard'
import { useTranslation } from './words/useTranslation'

/** Copies a text that is shown beside it. */
export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation()
  const take = async () => ((await copy(text)) ? say(t('admin.copied')) : say(t('admin.not_copied'), 'refused'))
  return (
    <Button size="compact-sm" variant="default" mt="xs" leftSection={<IconCopy size={14} aria-hidden />} onClick={take}>
      {t('admin.copy')}
    </Button>
  )
}
