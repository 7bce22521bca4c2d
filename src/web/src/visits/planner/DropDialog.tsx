import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { AskDialog } from '../../platform/AskDialog'
import { useTranslation } from '../../platform/words/useTranslation'
import styles from '../visit.module.css'
import type { Carry, Dropping } from './useCarry'

/** Something speaks against where a visit was put down: what that is, and why it goes there all the same. */
export function DropDialog({ carry }: { carry: Carry }) {
  const { dropping } = carry
  // Why one goes there says nothing of the next.
  return dropping && <Asking key={`${dropping.carried.block.id} ${dropping.carried.from}`} carry={carry} dropping={dropping} />
}

function Asking({ carry: { text, words, putDown, endDropping }, dropping }: { carry: Carry; dropping: Dropping }) {
  const { t } = useTranslation()
  const [override, setOverride] = useState('')
  const [overlap, setOverlap] = useState('')
  const meets = dropping.against.some(one => one.kind === 'client_booked')
  const others = dropping.against.some(one => one.kind !== 'client_booked')
  const ready = (!meets || overlap.trim().length > 1) && (!others || override.trim().length > 1)
  const short = (tried: boolean, said: string) => (tried && said.trim().length < 2 ? t('field.required') : undefined)
  return (
    <AskDialog
      title={t('visit.move_to', words(dropping.carried))}
      word={t('visit.move_anyway')}
      ready={ready}
      onClose={endDropping}
      onSend={() =>
        putDown({
          ...(others ? { override_reason: override.trim() } : {}),
          ...(meets ? { overlap_reason: overlap.trim() } : {}),
        })
      }
    >
      {tried => (
        <>
          <ul className={styles.findings}>
            {dropping.against.map(one => (
              <li key={`${one.kind} ${one.appointment_id ?? ''}`}>{text(one)}</li>
            ))}
          </ul>
          {others && (
            <Textarea
              label={t('visit.field.override_reason')}
              autosize
              minRows={2}
              maxLength={500}
              autoFocus
              required
              withAsterisk={false}
              error={short(tried, override)}
              value={override}
              onChange={event => setOverride(event.currentTarget.value)}
            />
          )}
          {meets && (
            <Textarea
              label={t('visit.field.overlap_reason')}
              autosize
              minRows={2}
              maxLength={500}
              required
              withAsterisk={false}
              error={short(tried, overlap)}
              value={overlap}
              onChange={event => setOverlap(event.currentTarget.value)}
            />
          )}
        </>
      )}
    </AskDialog>
  )
}
