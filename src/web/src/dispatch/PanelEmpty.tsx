import { IconClick } from '@tabler/icons-react'
import nothing from '../platform/nothing.module.css'
import { useTranslation } from '../platform/words/useTranslation'

export function PanelEmpty({ gone }: { gone: boolean }) {
  const { t } = useTranslation()
  return (
    <div className={nothing.nothing}>
      <IconClick size={32} stroke={1.5} aria-hidden />
      <strong>{gone ? t('board.gone') : t('board.nothing_selected')}</strong>
      <span>{t('board.nothing_selected_help')}</span>
    </div>
  )
}
