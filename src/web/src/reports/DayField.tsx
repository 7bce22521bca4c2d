import { TextInput } from '@mantine/core'
import { useState } from 'react'

interface Props {
  label: string
  value: string
  min?: string
  max?: string
  onChange: (day: string) => void
}

/** A day that takes effect when it is whole: while its year is typed it is one of the first centuries. */
export function DayField({ label, value, onChange, ...bounds }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <TextInput
      label={label}
      type="date"
      {...bounds}
      value={typed ?? value}
      onChange={event => {
        const day = event.currentTarget.value
        setTyped(day)
        if (day >= '1970') onChange(day)
      }}
      onBlur={() => setTyped(null)}
    />
  )
}
