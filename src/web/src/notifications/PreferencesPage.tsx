import { useTranslation } from 'react-i18next'
import { PageFrame } from '../platform/PageFrame'
import { Preferences } from './Preferences'

export function PreferencesPage() {
  const { t } = useTranslation()
  return (
    <PageFrame title={t('notify.page')} lead={t('notify.about')}>
      <Preferences />
    </PageFrame>
  )
}
