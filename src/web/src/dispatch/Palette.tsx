import { Kbd, TextInput } from '@mantine/core'
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react'
import { Dialog } from '../platform/Dialog'
import type { Keys } from '../platform/keys'
import { useTranslation } from '../platform/words/useTranslation'
import { byUrgency, isOpen, matches, placeOf } from './callOrder'
import { useDesk, useMoves } from './desk'
import { allOffers } from './offers'
import styles from './palette.module.css'

interface Command {
  id: string
  words: string
  more: string
  key?: string
  run: () => void
}

/** The keys that are commands, under the word that the list of keys has for them. */
const commands: readonly (readonly [string, string])[] = [
  ['n', 'new'],
  ['d', 'dispatch'],
  ['c', 'calls'],
  ['u', 'units'],
  ['m', 'map'],
  ['h', 'hospitals'],
  ['a', 'alarm'],
  ['?', 'help'],
]

const most = 12

/** Ctrl+K, or ⌘K: everything that the board can do, what may be done with what is shown, and every open call and unit, by a few letters. */
export function Palette({ keys }: { keys: Keys }) {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      setOpen(before => before || document.querySelector('dialog[open]') === null)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return open ? <OpenPalette keys={keys} onClose={() => setOpen(false)} /> : null
}

function OpenPalette({ keys, onClose }: { keys: Keys; onClose: () => void }) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const list = useId()
  const all = useCommands(keys)
  const found = useMemo(() => all.filter(command => matches(query, command.words, command.more)).slice(0, most), [all, query])
  const chosen = found[Math.min(at, found.length - 1)]
  const run = (command: Command | undefined) => {
    if (!command) return
    onClose()
    // The dialog gives the keyboard back where it was; the command may take it elsewhere.
    requestAnimationFrame(command.run)
  }
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) setAt(before => (Math.min(before, found.length - 1) + step + found.length) % Math.max(1, found.length))
    else if (event.key === 'Enter') run(chosen)
    else return
    event.preventDefault()
  }
  return (
    <Dialog title={t('palette.title')} onClose={onClose}>
      <TextInput
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosen && `${list}-${chosen.id}`}
        aria-label={t('palette.title')}
        placeholder={t('palette.hint')}
        value={query}
        onChange={event => {
          setQuery(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={press}
        autoComplete="off"
      />
      <div id={list} role="listbox" aria-label={t('palette.title')} className={styles.list}>
        {found.map(command => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys for its options
          <div
            key={command.id}
            id={`${list}-${command.id}`}
            role="option"
            aria-selected={command === chosen}
            tabIndex={-1}
            onClick={() => run(command)}
          >
            <span>{command.words}</span>
            <bdi className={styles.more}>{command.more}</bdi>
            {command.key && <Kbd size="xs">{command.key.toUpperCase()}</Kbd>}
          </div>
        ))}
      </div>
      <p role="status" className={styles.none}>
        {found.length === 0 && t('palette.none')}
      </p>
    </Dialog>
  )
}

function useCommands(keys: Keys): readonly Command[] {
  const { t } = useTranslation()
  const { board } = useDesk()
  const { go } = useMoves()
  return useMemo(() => {
    const doings = commands.map(([key, word]): Command => ({ id: word, words: t(`keys.${word}`), more: '', key, run: () => keys[key]?.() }))
    const calls = board.calls
      .all()
      .filter(isOpen)
      .toSorted(byUrgency)
      .map(
        (call): Command => ({
          id: `call-${call.id}`,
          words: call.call_id,
          more: placeOf(call.location),
          run: () => go({ call: call.id, panel: 'call' }),
        }),
      )
    const units = board.units.all().map(
      (unit): Command => ({
        id: `unit-${unit.id}`,
        words: unit.unit_number,
        more: t(`state.${unit.status}`),
        run: () => go({ unit: unit.id, panel: 'unit' }),
      }),
    )
    // Last: a number alone goes to the thing; only who names the action too takes it by Enter.
    const offers = allOffers().map((offer): Command => ({ ...offer, more: '' }))
    return [...doings, ...calls, ...units, ...offers]
  }, [t, board, go, keys])
}
