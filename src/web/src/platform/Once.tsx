import { Alert, Code } from '@mantine/core'
import { Fragment } from 'react'
import { CopyButton } from './CopyButton'
import { QrCode } from './QrCode'
import { useTranslation } from './words/useTranslation'

interface Shown {
  text: string
  about?: string
  copied?: string
  /** Shown as a QR code of this name, for a camera. */
  code?: string
}

/** A secret that is shown this once, with what it is for, each part to be copied. */
export function Once({ parts, onClose }: { parts: readonly Shown[]; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Alert
      color="green"
      variant="outline"
      role="status"
      title={t('admin.token.once')}
      withCloseButton
      closeButtonLabel={t('close')}
      onClose={onClose}
    >
      {parts.map(({ text, about, copied, code }) => (
        <Fragment key={text}>
          {about && <p>{about}</p>}
          {code ? (
            <QrCode text={text} label={code} />
          ) : (
            <>
              <Code block>{text}</Code>
              <CopyButton text={copied ?? text} />
            </>
          )}
        </Fragment>
      ))}
    </Alert>
  )
}
