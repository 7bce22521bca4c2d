import { Alert, Button, PasswordInput, TextInput } from '@mantine/core'
import { IconAlertCircle, IconArrowBigUpLine, IconKey } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { homeOf } from '../platform/desks'
import { Problem } from '../platform/problem'
import { useEnter, useSignIn } from '../platform/session'
import { useProblemText } from '../platform/useProblemText'
import { useTranslation } from '../platform/words/useTranslation'
import styles from './signIn.module.css'
import { usePasskeys } from './usePasskeys'

type Missing = Partial<Record<'username' | 'password' | 'code', string>>

/** A passkey, or user name and password and then the code when the account asks for one. The first field in error takes the focus. */
export function SignInPage() {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const signIn = useSignIn()
  const enter = useEnter()
  const navigate = useNavigate()
  const { ended } = useSearch({ from: '/sign-in' })
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [codeAsked, setCodeAsked] = useState(false)
  const [missing, setMissing] = useState<Missing>({})
  const [refused, setRefused] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const usernameField = useRef<HTMLInputElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)
  const codeField = useRef<HTMLInputElement>(null)

  useEffect(() => {
    document.title = `${t('sign_in.title')} · ${t('app')}`
  }, [t])

  useEffect(() => {
    ;(codeAsked ? codeField : usernameField).current?.focus()
  }, [codeAsked])

  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    const lacking: Missing = {}
    if (username.trim() === '') lacking.username = t('sign_in.missing_username')
    if (password === '') lacking.password = t('sign_in.missing_password')
    if (codeAsked && !/^\d{6}$/.test(code)) lacking.code = t('sign_in.missing_code')
    setMissing(lacking)
    setRefused(null)
    const first = lacking.username ? usernameField : lacking.password ? passwordField : lacking.code ? codeField : null
    if (first) {
      first.current?.focus()
      return
    }
    setBusy(true)
    try {
      const user = await signIn({ username: username.trim(), password, ...(codeAsked ? { code } : {}) })
      await navigate({ to: homeOf(user), replace: true })
    } catch (problem) {
      refuse(problem)
    } finally {
      setBusy(false)
    }
  }

  const refuse = (problem: unknown) => {
    if (problem instanceof Problem && problem.code === 'code_required') {
      setCodeAsked(true)
      return
    }
    const wait = problem instanceof Problem ? problem.facts.retry_after : undefined
    setRefused(typeof wait === 'number' ? t('sign_in.wait', { seconds: Math.ceil(wait) }) : problemText(problem))
    setCode('')
    const field = codeAsked ? codeField : passwordField
    field.current?.focus()
    field.current?.select()
  }

  const passkey = usePasskeys(
    user => void navigate({ to: homeOf(enter(user)), replace: true }),
    problem => {
      setMissing({})
      setRefused(problemText(problem))
    },
  )

  const startOver = () => {
    setCodeAsked(false)
    setPassword('')
    setCode('')
    setRefused(null)
    setMissing({})
  }

  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit} noValidate aria-labelledby="sign-in-title">
        <header className={styles.head}>
          <img src="/attend.svg" alt="" width={40} height={40} />
          <div>
            <h1 id="sign-in-title">{t('app')}</h1>
            <p>{t('sign_in.lead')}</p>
          </div>
        </header>
        {ended && !refused && <p className={styles.ended}>{t('sign_in.ended')}</p>}
        {refused && (
          <Alert variant="outline" color="red" className={styles.refused} icon={<IconAlertCircle aria-hidden />} role="alert">
            {refused}
          </Alert>
        )}
        <div hidden={codeAsked}>
          <TextInput
            ref={usernameField}
            label={t('sign_in.username')}
            name="username"
            autoComplete="username webauthn"
            autoCapitalize="none"
            spellCheck={false}
            size="md"
            value={username}
            onChange={event => setUsername(event.currentTarget.value)}
            error={missing.username}
            required
            withAsterisk={false}
          />
        </div>
        <div hidden={codeAsked}>
          <PasswordInput
            ref={passwordField}
            label={t('sign_in.password')}
            name="password"
            autoComplete="current-password"
            size="md"
            value={password}
            onChange={event => setPassword(event.currentTarget.value)}
            onKeyDown={watchCapsLock}
            onKeyUp={watchCapsLock}
            onBlur={() => setCapsLock(false)}
            error={missing.password}
            required
            withAsterisk={false}
          />
          <p className={styles.capsLock} role="status">
            {capsLock && (
              <>
                <IconArrowBigUpLine size={14} aria-hidden /> {t('sign_in.caps_lock')}
              </>
            )}
          </p>
        </div>
        {codeAsked && (
          <>
            <TextInput
              ref={codeField}
              label={t('sign_in.code')}
              description={t('sign_in.code_help')}
              name="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={6}
              size="md"
              value={code}
              onChange={event => setCode(event.currentTarget.value.replace(/\D/g, ''))}
              error={missing.code}
              required
              withAsterisk={false}
              classNames={{ input: styles.code ?? '' }}
            />
            <Button variant="subtle" size="compact-sm" onClick={startOver} className={styles.over}>
              {t('sign_in.other_person', { username: username.trim() })}
            </Button>
          </>
        )}
        <Button type="submit" size="md" fullWidth loading={busy}>
          {t('sign_in.submit')}
        </Button>
        {passkey.press && !codeAsked && (
          <>
            <p className={styles.or}>{t('passkey.or')}</p>
            <Button
              variant="default"
              size="md"
              fullWidth
              loading={passkey.busy}
              leftSection={<IconKey size={18} aria-hidden />}
              onClick={() => {
                setRefused(null)
                passkey.press?.()
              }}
            >
              {t('passkey.sign_in')}
            </Button>
          </>
        )}
      </form>
    </main>
  )
}
