import { Button } from '@mantine/core'
import { type PointerEvent, useRef } from 'react'
import { useTranslation } from '../platform/words/useTranslation'
import own from './rounds.module.css'
import { begun, drawn, type Lines, pointAt, side } from './signature'

/** Where a client signs with a finger; who cannot says the code instead. */
export function SignaturePad({ lines, onChange }: { lines: Lines; onChange: (lines: Lines) => void }) {
  const { t } = useTranslation()
  const down = useRef(false)
  const at = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return pointAt(event.clientX - box.left, event.clientY - box.top, box)
  }
  return (
    <>
      <svg
        className={own.pad}
        viewBox={`0 0 ${side} ${side}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('rounds.sign')}
        onPointerDown={event => {
          event.currentTarget.setPointerCapture(event.pointerId)
          down.current = true
          onChange(begun(lines, at(event)))
        }}
        onPointerMove={event => down.current && onChange(drawn(lines, at(event)))}
        onPointerUp={() => {
          down.current = false
        }}
        onPointerCancel={() => {
          down.current = false
        }}
      >
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only added
          <polyline key={index} className={own.ink} points={line.map(point => point.join()).join(' ')} vectorEffect="non-scaling-stroke" />
        ))}
      </svg>
      {lines.length > 0 && (
        <Button size="md" variant="default" onClick={() => onChange([])}>
          {t('rounds.clear_signature')}
        </Button>
      )}
    </>
  )
}
