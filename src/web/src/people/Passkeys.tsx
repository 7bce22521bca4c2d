import { Alert, Button, Group } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { answered, api } from '../platform/api'
import { now } from '../platform/clock'
import { Dialog } from '../platform/Dialog'
import { Failed, Loading } from '../platform/Loading'
import { Problem } from '../platform/problem'
import { type Field, RecordForm } from '../platform/RecordForm'
import { timeOfDay } from '../platform/time'
import type { Me, PasskeyChallenge, PasskeyView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './account.module.css'
import { PasskeyMarks } from './PasskeyMarks'
import { addPasskey, askToAdd, passkeysWork } from './passkey'

const key = ['passkeys', 'own']

/** One's own passkeys: what they are called, when they were used, and what can be done with them. */
export function Passkeys({ user }: { user: Me }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const [doing, setDoing] = useState<'add' | { what: 'rename' | 'remove'; to: PasskeyView } | null>(null)
  const [done, setDone] = useState('')
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => answered(api.GET('/api/auth/passkeys', { params: { query: { limit: 200 } }, signal })),
  })
  const over = (words: string) => {
    void queries.invalidateQueries({ queryKey: key })
    setDone(words)
    setDoing(null)
  }
  const time = (at: string) => timeOfDay(at, i18n.language, now())
  return (
    <section className={styles.form} aria-labelledby="passkeys">
      <h3 id="passkeys">{t('passkey.title')}</h3>
      <p>{t('passkey.help')}</p>
      {data ? (
        data.items.length === 0 ? (
          <p>{t('passkey.none')}</p>
        ) : (
          <ul className={styles.passkeys}>
            {data.items.map(one => (
              <li key={one.id}>
                <p className={styles.passkey}>
                  <strong>
                    <bdi>{one.name}</bdi>
                  </strong>
                  <PasskeyMarks passkey={one} />
                  {one.doubted_at && <span>{t('passkey.doubted_help')}</span>}
                  <span className={styles.soft}>
                    {t('passkey.since', { time: time(one.created_at) })} ·{' '}
                    {one.used_at ? t('passkey.used', { time: time(one.used_at) }) : t('passkey.never')}
                  </span>
                </p>
                <Group gap="xs">
                  {(['rename', 'remove'] as const).map(what => (
                    <Button
                      key={what}
                      size="compact-sm"
                      variant="default"
                      aria-label={`${t(`passkey.${what}`)}: ${one.name}`}
                      onClick={() => setDoing({ what, to: one })}
                    >
                      {t(`passkey.${what}`)}
                    </Button>
                  ))}
                </Group>
              </li>
            ))}
          </ul>
        )
      ) : error ? (
        <Failed problem={error} onAgain={refetch} />
      ) : (
        <Loading lines={2} />
      )}
      <p role="status" className={styles.done}>
        {done}
      </p>
      {passkeysWork() ? (
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setDoing('add')}>
          {t('passkey.add')}
        </Button>
      ) : (
        <Alert variant="outline" color="gray">
          {t('passkey.unsupported')}
        </Alert>
      )}
      {doing === 'add' ? (
        <Add user={user} onClose={() => setDoing(null)} onDone={name => over(t('passkey.added', { name }))} />
      ) : doing?.what === 'rename' ? (
        <Rename passkey={doing.to} onClose={() => setDoing(null)} onDone={name => over(t('passkey.renamed', { name }))} />
      ) : doing ? (
        <Remove user={user} passkey={doing.to} onClose={() => setDoing(null)} onDone={name => over(t('passkey.removed', { name }))} />
      ) : null}
    </section>
  )
}

interface Closing {
  onClose: () => void
  /** Told what it is or was called. */
  onDone: (name: string) => void
}

const about = { wrong_password: 'password', code_required: 'code', code_wrong: 'code' }

/** Here it is known who it is: only the password can be wrong. */
function passwordOnly(failure: unknown): never {
  throw failure instanceof Problem && failure.code === 'bad_credentials' ? new Problem('wrong_password', failure.status, '') : failure
}

function useProofFields(user: Me): Field[] {
  const { t } = useTranslation()
  return [
    { name: 'password', label: t('passkey.password'), as: 'password', required: true, autoComplete: 'current-password' },
    ...(user.totp
      ? [{ name: 'code', label: t('passkey.code'), help: t('passkey.code_help'), required: true, autoComplete: 'one-time-code' }]
      : []),
  ]
}

function Add({ user, onClose, onDone }: Closing & { user: Me }) {
  const { t } = useTranslation()
  const proof = useProofFields(user)
  // Who cancels the device's question and tries again need not wait for the next code: until the server was answered its question stands.
  const asked = useRef<PasskeyChallenge | null>(null)
  return (
    <Dialog title={t('passkey.add')} onClose={onClose}>
      <p>{user.totp ? t('passkey.add_help_code') : t('passkey.add_help')}</p>
      <RecordForm
        fields={[{ name: 'name', label: t('passkey.name'), help: t('passkey.name_help'), required: true }, ...proof]}
        initial={{ name: null, password: null, ...(user.totp ? { code: null } : {}) }}
        word={t('passkey.add')}
        about={about}
        onCancel={onClose}
        onSend={async ({ name, password, code }) => {
          asked.current ??= await askToAdd(password as string, (code as string | undefined) ?? null).catch(passwordOnly)
          try {
            onDone((await addPasskey(asked.current, name as string)).name)
          } catch (failure) {
            if (!(failure instanceof Problem) || failure.status !== 0) asked.current = null
            throw failure
          }
        }}
      />
    </Dialog>
  )
}

function Rename({ passkey, onClose, onDone }: Closing & { passkey: PasskeyView }) {
  const { t } = useTranslation()
  const path = { path: { id: passkey.id } }
  return (
    <Dialog title={`${t('passkey.rename')}: ${passkey.name}`} onClose={onClose}>
      <RecordForm
        fields={[{ name: 'name', label: t('passkey.name'), help: t('passkey.name_help'), required: true }]}
        initial={{ name: passkey.name }}
        word={t('passkey.rename')}
        edit={{
          version: passkey.version,
          again: async () => {
            const { items } = await answered(api.GET('/api/auth/passkeys', { params: { query: { limit: 200 } } }))
            const one = items.find(({ id }) => id === passkey.id) ?? passkey
            return { version: one.version, values: { name: one.name } }
          },
        }}
        onCancel={onClose}
        onSend={async (patch, version) => {
          const body = patch as never
          onDone(
            (await answered(api.PATCH('/api/auth/passkeys/{id}', { params: path, body, headers: { 'If-Match': `"${version}"` } }))).name,
          )
        }}
      />
    </Dialog>
  )
}

function Remove({ user, passkey, onClose, onDone }: Closing & { user: Me; passkey: PasskeyView }) {
  const { t } = useTranslation()
  const path = { path: { id: passkey.id } }
  return (
    <Dialog title={`${t('passkey.remove')}: ${passkey.name}`} onClose={onClose}>
      <p>{t('passkey.remove_help', { name: passkey.name })}</p>
      <RecordForm
        fields={useProofFields(user)}
        initial={{ password: null, ...(user.totp ? { code: null } : {}) }}
        word={t('passkey.remove')}
        about={about}
        grave
        onCancel={onClose}
        onSend={async values => {
          const body = values as { password: string; code?: string | null }
          await answered(api.POST('/api/auth/passkeys/{id}/remove', { params: path, body: { code: null, ...body } })).catch(passwordOnly)
          onDone(passkey.name)
        }}
      />
    </Dialog>
  )
}
