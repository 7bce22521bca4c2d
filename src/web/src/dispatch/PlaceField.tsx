import { Button, TextInput } from '@mantine/core'
import { IconMapPinPlus } from '@tabler/icons-react'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useTranslation } from '../platform/words/useTranslation'
import { useDesk, useMoves } from './desk'
import styles from './placeField.module.css'

interface Props {
  /** No other field of the forms that may be open has it. */
  name: string
  label: string
  value: string
  error: string | undefined
  onChange: (value: string) => void
}

/** Degrees, typed or pasted, or pressed on the map. */
export function PlaceField({ name, label, value, error, onChange }: Props) {
  const { t } = useTranslation()
  const { pins } = useDesk()
  const { go } = useMoves()
  const field = useRef<HTMLInputElement>(null)
  const choosing = useSyncExternalStore(pins.subscribe, pins.state).choosing?.key === name
  const was = useRef(false)
  useEffect(() => pins.put({ key: name, label, text: value, take: onChange }))
  useEffect(() => () => pins.remove(name), [pins, name])
  useEffect(() => {
    // The keyboard comes back from the map to where it left.
    if (was.current && !choosing) field.current?.focus()
    was.current = choosing
  }, [choosing])
  const choose = () => {
    go({ list: 'map' })
    pins.choose(name)
  }
  return (
    <div className={styles.place}>
      <TextInput
        ref={field}
        label={label}
        description={t('field.coordinates_help')}
        value={value}
        onChange={event => onChange(event.currentTarget.value)}
        error={error}
        autoComplete="off"
      />
      <Button
        variant="default"
        leftSection={<IconMapPinPlus size={16} aria-hidden />}
        aria-pressed={choosing}
        aria-label={`${t('map.choose')}: ${label}`}
        onClick={choose}
      >
        {t('map.choose_short')}
      </Button>
    </div>
  )
}
