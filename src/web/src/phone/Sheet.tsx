import type { ComponentProps } from 'react'
import { Dialog } from '../platform/Dialog'
import { useMoved } from './bounce'

/** A dialog at the lower edge, under the thumb: the tap that opened or closed it is not heard twice. */
export function Sheet(props: Omit<ComponentProps<typeof Dialog>, 'low' | 'aside'>) {
  useMoved()
  return <Dialog low {...props} />
}
