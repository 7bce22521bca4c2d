import { IconAlertTriangle, IconCloud, IconDeviceMobile, IconWorld } from '@tabler/icons-react'
import { Mark } from '../platform/Mark'
import type { PasskeyView } from '../platform/wire'
import { useTranslation } from '../platform/words/useTranslation'
import { usedHere } from './passkey'

/** How it stands with a passkey: where it is kept, and why it may not open anything. */
export function PasskeyMarks({ passkey }: { passkey: PasskeyView }) {
  const { t } = useTranslation()
  return (
    <>
      {passkey.synced ? (
        <Mark icon={IconCloud} word={t('passkey.synced')} tone="plain" />
      ) : (
        <Mark icon={IconDeviceMobile} word={t('passkey.single')} tone="plain" />
      )}{' '}
      {!usedHere(passkey) && <Mark icon={IconWorld} word={t('passkey.elsewhere', { domain: passkey.domain })} tone="aside" />}{' '}
      {passkey.doubted_at && <Mark icon={IconAlertTriangle} word={t('passkey.doubted')} tone="high" />}
    </>
  )
}
