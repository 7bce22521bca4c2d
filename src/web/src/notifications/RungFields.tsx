import { ActionIcon, Button, NativeSelect, NumberInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import { roles } from '../people/roles'
import type { Problem } from '../platform/problem'
import type { Field } from '../platform/RecordForm'
import type { Role, RungView, Way } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './ladders.module.css'
import { allWays } from './marks'
import { Ticks } from './Ticks'

/** A webhook is told of what it asks for: no ladder leads to one. */
const ways = allWays.filter(way => way !== 'webhook')

/** Whoever stands on a ladder is on duty. */
const onDuty = roles.filter(role => role !== 'patient' && role !== 'device')

/** `At once`, `After 30 s`, `After 15 min`. */
export const waitWord = (t: TFunction, seconds: number): string =>
  seconds === 0
    ? t('ladders.at_once')
    : seconds % 60 === 0 && seconds >= 120
      ? t('ladders.after_minutes', { count: seconds / 60 })
      : t('ladders.after_seconds', { count: seconds })

export const rungsField = (t: TFunction): Field => ({
  name: 'rungs',
  label: t('ladders.steps'),
  draw: (value, set, error, errors) => <Rungs rungs={value as RungView[]} error={error} errors={errors} onChange={set} />,
})

interface Props {
  rungs: RungView[]
  error: string | undefined
  errors: Problem['errors']
  onChange: (rungs: RungView[]) => void
}

/** The steps of a ladder: how long after, whom, and by which ways. */
function Rungs({ rungs, error, errors, onChange }: Props) {
  const { t } = useTranslation()
  const change = (index: number, to: Partial<RungView>) => onChange(rungs.map((one, at) => (at === index ? { ...one, ...to } : one)))
  const last = rungs.at(-1)?.after_seconds ?? 0
  return (
    <div className={styles.fields}>
      {rungs.map((rung, index) => {
        const number = index + 1
        const own = Object.entries(errors).flatMap(([field, sentences]) => (field.startsWith(`rungs[${index}].`) ? sentences : []))
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is nothing but its place
          <fieldset key={index} className={styles.fieldset} aria-invalid={own.length > 0}>
            <legend>{t('ladders.step', { number })}</legend>
            <div className={styles.line}>
              <NumberInput
                label={t('ladders.seconds')}
                min={0}
                max={86_400}
                allowDecimal={false}
                disabled={index === 0}
                value={rung.after_seconds ?? ''}
                onChange={value => change(index, { after_seconds: value === '' ? null : Number(value) })}
              />
              <NativeSelect
                label={t('ladders.whom')}
                value={rung.roles ? 'roles' : 'those'}
                data={[
                  { value: 'those', label: t('ladders.those') },
                  { value: 'roles', label: t('ladders.on_duty') },
                ]}
                onChange={event => change(index, { roles: event.currentTarget.value === 'roles' ? ['supervisor'] : null })}
              />
              {index > 0 && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('ladders.remove', { number })}
                  onClick={() => onChange(rungs.filter((_, at) => at !== index))}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              )}
            </div>
            {rung.roles && (
              <Ticks<Role>
                label={t('ladders.roles')}
                all={onDuty}
                chosen={rung.roles}
                word={role => t(`role.${role}`)}
                onChange={chosen => change(index, { roles: chosen })}
              />
            )}
            <Ticks<Way>
              label={t('ladders.ways')}
              all={ways}
              chosen={rung.ways ?? []}
              word={way => t(`way.${way}`)}
              onChange={chosen => change(index, { ways: chosen })}
            />
            {own.length > 0 && (
              <p className={styles.error} role="alert">
                {own.join(' ')}
              </p>
            )}
          </fieldset>
        )
      })}
      {rungs.length < 10 && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...rungs, { after_seconds: last + 60, roles: null, ways: ['sms'] }])}
        >
          {t('ladders.add')}
        </Button>
      )}
      {error && (
        <p className={styles.error} role="alert">
          {t('ladders.steps')}: {error}
        </p>
      )}
    </div>
  )
}
