import { PageFrame } from '../platform/PageFrame'
import { useTranslation } from '../platform/words/useTranslation'
import { Preferences } from './Preferences'

export function PreferencesPage() {
  const { t } = useTranslation()
  return (
    <PageFrame title={t('notify.page')} lead={t('notify.about')}>
      <Preferences />
    </PageFrame>
  )
}
