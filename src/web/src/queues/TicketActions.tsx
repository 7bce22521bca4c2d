import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { KeyHint } from '../platform/KeyHint'
import { useSettings } from '../platform/settings'
import type { TicketView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { grave, inOrder, keyOf } from './asks'
import { useHands } from './hands'
import { useOver } from './over'
import styles from './ticketActions.module.css'

interface Props {
  ticket: TicketView
  /** How many stand as buttons of their own; the rest is one press further. */
  shown: number
  /** Whether the keys of the page act on this ticket, so that they are named. */
  keyed?: boolean
  /** The one that is pressed first; none where the page has a larger one. */
  primary?: string
  /** Those that the page offers elsewhere. */
  without?: readonly string[]
}

/** One button for each of the server's `actions` that has a form here; nothing here decides what is allowed. */
export function TicketActions({ ticket, shown, keyed = false, primary, without = [] }: Props) {
  const { t } = useTranslation()
  const { take } = useOver()
  const { busy } = useHands()
  const { singleKeys } = useSettings()
  const actions = inOrder(ticket.actions).filter(action => !without.includes(action))
  const rest = actions.slice(shown)
  const word = (action: string) => t(`queue.action.${action}`)
  const keyTo = (action: string) => (keyed && singleKeys ? keyOf[action]?.toUpperCase() : undefined)
  const hint = (action: string) => {
    const key = keyTo(action)
    return key && <KeyHint of={key} size="xs" />
  }
  return (
    <div className={styles.actions}>
      {actions.slice(0, shown).map(action => (
        <Button
          key={action}
          size={keyed ? 'sm' : 'compact-md'}
          variant={action === primary ? 'filled' : 'default'}
          c={grave.has(action) ? 'var(--critical)' : undefined}
          loading={busy === action || undefined}
          aria-keyshortcuts={keyTo(action)}
          rightSection={hint(action)}
          aria-label={`${word(action)}: ${ticket.number}`}
          onMouseDown={keepKeyboard}
          onClick={() => take(ticket, action)}
        >
          {word(action)}
        </Button>
      ))}
      {rest.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size={keyed ? 'sm' : 'compact-md'}
              variant="default"
              loading={(busy !== null && rest.includes(busy)) || undefined}
              rightSection={<IconChevronDown size={14} aria-hidden />}
              aria-label={`${t('call.more_actions')}: ${ticket.number}`}
            >
              {t('call.more_actions')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map(action => (
              <Menu.Item
                key={action}
                color={grave.has(action) ? 'var(--critical)' : undefined}
                aria-keyshortcuts={keyTo(action)}
                rightSection={hint(action)}
                onClick={() => take(ticket, action)}
              >
                {word(action)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  )
}

/** A press by hand leaves the keyboard with the desk: the next Space or Enter is the desk's key and not this button once more. */
export const keepKeyboard = (event: { preventDefault: () => void }): void => event.preventDefault()
