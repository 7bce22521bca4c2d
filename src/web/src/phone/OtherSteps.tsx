import { type Icon, IconChevronRight, IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '../platform/words/useTranslation'
import { Sheet } from './Sheet'
import styles from './steps.module.css'
import { stepWord } from './stepWord'
import tools from './tools.module.css'

interface Props {
  /** To what they are done, as routes call it. */
  thing: string
  /** The same as people call it. */
  name: string
  actions: readonly string[]
  /** Those that take something away: they stand last, and apart. */
  grave: ReadonlySet<string>
  iconOf: (action: string) => Icon | undefined
  onTake: (action: string) => void
}

/** Everything else that the server would take now, one press away: a step that was forgotten, a detour, and last what takes something away. */
export function OtherSteps({ thing, name, actions, grave, iconOf, onTake }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const groups = [actions.filter(action => !grave.has(action)), actions.filter(action => grave.has(action))].filter(
    group => group.length > 0,
  )
  const take = (action: string) => {
    setOpen(false)
    onTake(action)
  }
  if (actions.length === 0) return null
  return (
    <>
      <button type="button" className={tools.tool} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <IconDots size={24} aria-hidden />
        <span>{t('phone.other_steps')}</span>
      </button>
      {open && (
        <Sheet title={`${t('phone.other_steps')}: ${name}`} onClose={() => setOpen(false)}>
          {groups.map(group => (
            <ul key={group[0]} className={styles.steps}>
              {group.map(action => {
                const Picture = iconOf(action) ?? IconChevronRight
                return (
                  <li key={action}>
                    <button type="button" className={styles.step} data-grave={grave.has(action) || undefined} onClick={() => take(action)}>
                      <Picture size={24} aria-hidden />
                      {stepWord(t, thing, action)}
                    </button>
                  </li>
                )
              })}
            </ul>
          ))}
        </Sheet>
      )}
    </>
  )
}
