import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'

interface Props {
  label: string
  help?: string
  value: string | undefined
  list?: readonly { value: string; label: string }[]
  onChange: (value: string | undefined) => void
}

/** A word to search for; asked when the typing rests. */
export function WordField({ label, help, value, list, onChange }: Props) {
  const [typed, setTyped] = useState(value ?? '')
  const tell = useDebouncedCallback((text: string) => onChange(text.trim() || undefined), 300)
  const id = list && `known-${label}`
  return (
    <div>
      <TextInput
        label={label}
        description={help}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="off"
        spellCheck={false}
        list={id}
        value={typed}
        onChange={event => {
          setTyped(event.currentTarget.value)
          tell(event.currentTarget.value)
        }}
      />
      {list && (
        <datalist id={id}>
          {list.map(one => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </datalist>
      )}
    </div>
  )
}
