import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { say } from '../platform/announce'
import { act } from '../platform/api'
import { type Problem, problemOf } from '../platform/problem'
import { useProblemText } from '../platform/useProblemText'
import { useTranslation } from '../platform/words/useTranslation'
import { type About, ActionDialog } from './ActionDialog'
import { askedOnce, asksOf, belongsHere, grave, type Thing } from './asks'
import { useOffers } from './offers'
import styles from './panel.module.css'

interface Props {
  thing: Thing
  id: number
  /** What the thing is called in front of people: `CALL-1A2B3C4D`, `M12`. */
  name: string
  actions: readonly string[]
  about?: About
  /** How many stand as buttons of their own; the rest is one press further. */
  shown: number
}

/** One button for each entry of the server's `actions` that has a form here, in its order; nothing here decides what is allowed. */
export function Actions({ thing, id, name, actions, about = {}, shown }: Props) {
  const { t } = useTranslation()
  const take = useAction(thing, id, name)
  const [busy, setBusy] = useState<string | null>(null)
  const [asking, setAsking] = useState<string | null>(null)
  const here = actions.filter(action => belongsHere(thing, action))
  const ordered = [...here.filter(action => !grave.has(action)), ...here.filter(action => grave.has(action))]
  const press = async (action: string) => {
    if (asksOf(thing, action).length > 0 || askedOnce.has(`${thing}.${action}`)) {
      setAsking(action)
      return
    }
    setBusy(action)
    try {
      await take(action, {})
    } finally {
      setBusy(null)
    }
  }
  const word = (action: string) => t(`action.${action}`, { defaultValue: action.replaceAll('_', ' ') })
  const rest = ordered.slice(shown)
  useOffers(
    useId(),
    ordered.map(action => ({ id: `${thing}-${id}-${action}`, words: `${word(action)}: ${name}`, run: () => void press(action) })),
  )
  return (
    <div className={styles.actions}>
      {ordered.slice(0, shown).map(action => (
        <Button
          key={action}
          size="compact-sm"
          variant="default"
          c={grave.has(action) ? 'var(--critical)' : undefined}
          loading={busy === action || undefined}
          onClick={() => press(action)}
          aria-label={`${word(action)}: ${name}`}
        >
          {word(action)}
        </Button>
      ))}
      {rest.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="default"
              loading={(busy !== null && rest.includes(busy)) || undefined}
              rightSection={<IconChevronDown size={14} aria-hidden />}
              aria-label={`${t('call.more_actions')}: ${name}`}
            >
              {t('call.more_actions')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map(action => (
              <Menu.Item key={action} onClick={() => press(action)} color={grave.has(action) ? 'var(--critical)' : undefined}>
                {word(action)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {asking && (
        <ActionDialog
          title={`${word(asking)}: ${name}`}
          word={word(asking)}
          question={askedOnce.has(`${thing}.${asking}`) ? t(`confirm.${asking}`, { name }) : undefined}
          asks={asksOf(thing, asking)}
          about={about}
          grave={grave.has(asking)}
          onClose={() => setAsking(null)}
          onSend={body => take(asking, body)}
        />
      )}
    </div>
  )
}

/** Sends an action and says how it went. Answers the problem, or null when it was done. */
function useAction(thing: Thing, id: number, name: string) {
  const { t } = useTranslation()
  const problemText = useProblemText('board.problem')
  return async (action: string, body: object): Promise<Problem | null> => {
    const word = t(`action.${action}`, { defaultValue: action.replaceAll('_', ' ') })
    try {
      await act(thing, id, action, body)
      say(t('action.done', { action: word, thing: name }))
      return null
    } catch (failure) {
      const problem = problemOf(failure)
      const state = problem.facts.state
      const why =
        problem.code === 'wrong_state' && typeof state === 'string'
          ? t('action.changed', { state: t(`state.${state}`, { defaultValue: state }) })
          : problemText(problem)
      say(t('action.refused', { action: `${word}, ${name}`, reason: why }), 'refused')
      return problem
    }
  }
}
