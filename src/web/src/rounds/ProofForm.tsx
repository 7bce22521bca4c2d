import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import styles from '../phone/phone.module.css'
import { useRoom } from '../phone/room'
import { Sheet } from '../phone/Sheet'
import { useLimit } from '../platform/limits'
import type { AppointmentView, PlaceView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { visitDraft } from './rounds'
import own from './rounds.module.css'
import { SignaturePad } from './SignaturePad'
import { isSigned, type Lines } from './signature'

interface Props {
  appointment: AppointmentView
  place: PlaceView
  onClose: () => void
  /** Where the end of the visit asks for it: what comes after, with it or without. */
  onEnd: (() => void) | null
}

/** That somebody was there, in the client's own hand: their code, or their signature. */
export function ProofForm({ appointment, place, onClose, onEnd }: Props) {
  const { t } = useTranslation()
  const { outbox } = useRoom()
  const limit = useLimit()
  const [code, setCode] = useState('')
  const [lines, setLines] = useState<Lines>([])
  const [signer, setSigner] = useState('')
  const [tried, setTried] = useState(false)
  const whole = /^\d{6}$/.test(code)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!whole && (code !== '' || !isSigned(lines))) return
    const proof = whole ? { kind: 'code', code } : { kind: 'signature', lines, ...(signer.trim() ? { signed_by: signer.trim() } : {}) }
    void outbox.add(visitDraft(appointment, place, 'proof', { place_id: place.id, ...proof }))
    if (onEnd) onEnd()
    else onClose()
  }
  return (
    <Sheet title={`${t('rounds.prove')}: ${appointment.client_name}`} onClose={onClose}>
      {onEnd && <p>{t('rounds.proof_first')}</p>}
      <form onSubmit={submit} noValidate className={styles.form}>
        <TextInput
          size="lg"
          label={t('rounds.code')}
          inputMode="numeric"
          autoComplete="off"
          maxLength={6}
          value={code}
          error={tried && code !== '' && !whole ? t('rounds.code_short') : undefined}
          onChange={event => setCode(event.currentTarget.value.replace(/\D/g, ''))}
        />
        {code === '' && (
          <>
            <p>{t('rounds.or_sign')}</p>
            <SignaturePad lines={lines} onChange={setLines} />
            <TextInput
              size="lg"
              label={t('rounds.signed_by')}
              autoComplete="off"
              {...limit('ProveVisitRequest.SignedBy', signer)}
              value={signer}
              onChange={event => setSigner(event.currentTarget.value)}
            />
          </>
        )}
        {tried && code === '' && !isSigned(lines) && (
          <p role="alert" className={own.error}>
            {t('rounds.neither')}
          </p>
        )}
        <Button type="submit" size="lg">
          {t('account.save')}
        </Button>
        {onEnd && (
          <Button size="lg" variant="default" onClick={onEnd}>
            {t('rounds.without_proof')}
          </Button>
        )}
      </form>
    </Sheet>
  )
}
