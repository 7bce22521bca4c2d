import { Checkbox } from '@mantine/core'
import styles from './ladders.module.css'

/** Some of a few words, in their own order whatever order they were ticked in. */
export function Ticks<T extends string>({
  label,
  all,
  chosen,
  word,
  error,
  onChange,
}: {
  label: string
  all: readonly T[]
  chosen: readonly T[]
  word: (one: T) => string
  error?: string | undefined
  onChange: (chosen: T[]) => void
}) {
  return (
    <Checkbox.Group label={label} error={error} value={[...chosen]} onChange={values => onChange(all.filter(one => values.includes(one)))}>
      <div className={styles.ticks}>
        {all.map(one => (
          <Checkbox key={one} value={one} label={word(one)} />
        ))}
      </div>
    </Checkbox.Group>
  )
}
