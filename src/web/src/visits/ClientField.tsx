import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ClientView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { findClients } from './reads'
import styles from './visit.module.css'

/** A client, found by a part of the name or by the telephone. */
export function ClientField({
  site,
  chosen,
  error,
  onChoose,
}: {
  site: number
  chosen: ClientView | null
  error: string | undefined
  onChoose: (client: ClientView | null) => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed.trim(), 250)
  const { data } = useQuery({
    queryKey: ['clients', 'find', site, asked],
    queryFn: ({ signal }) => findClients(asked, site, signal),
    enabled: asked !== '' && chosen === null,
  })
  if (chosen)
    return (
      <div className={styles.chosen}>
        <p>
          {t('visit.client')}: <strong>{chosen.name}</strong>
          <br />
          <span className={styles.soft}>{chosen.address}</span>
        </p>
        <Button size="compact-sm" variant="default" onClick={() => onChoose(null)}>
          {t('visit.other_client')}
        </Button>
      </div>
    )
  return (
    <div>
      <TextInput
        type="search"
        label={t('visit.client')}
        description={t('visit.client_help')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="off"
        autoFocus
        error={error}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
        onKeyDown={event => {
          // Enter takes the first, and does not send what is half written.
          if (event.key !== 'Enter') return
          event.preventDefault()
          if (data?.[0]) onChoose(data[0])
        }}
      />
      {data && (
        <ul className={styles.clients} aria-label={t('visit.clients')}>
          {data.map(one => (
            <li key={one.id}>
              <button type="button" onClick={() => onChoose(one)}>
                <strong>{one.name}</strong>
                <span className={styles.soft}>{[one.address, one.phone].filter(Boolean).join(' · ')}</span>
              </button>
            </li>
          ))}
          {data.length === 0 && <li className={styles.soft}>{t('visit.client_none')}</li>}
        </ul>
      )}
    </div>
  )
}
