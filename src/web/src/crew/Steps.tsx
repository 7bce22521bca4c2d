import { useState } from 'react'
import { asksOf, belongsHere, grave } from '../dispatch/asks'
import { useMoved } from '../phone/bounce'
import { NextButton } from '../phone/NextButton'
import { OtherSteps } from '../phone/OtherSteps'
import { nextStep } from '../phone/predict'
import { useLifecycle, useRoom } from '../phone/room'
import type { CallView, ResponseView } from '../platform/wire'
import { responseDraft } from './drafts'
import { aside } from './predict'
import { ringsFor } from './Ringing'
import { StepForm } from './StepForm'
import { iconOf } from './stepIcons'

interface Props {
  response: ResponseView
  call: CallView
}

/** What is not a button here: it has a place of its own on the screen. */
const elsewhere = new Set(['undo', 'confirm_change'])

/** A step is put aside for sending at once, or its form is asked first. */
function useTake(response: ResponseView, call: CallView) {
  const { outbox } = useRoom()
  const [asking, setAsking] = useState<string | null>(null)
  const take = (action: string) => {
    if (asksOf('responses', action).length > 0) setAsking(action)
    else void outbox.add(responseDraft(response, action))
  }
  return { take, form: asking && <StepForm action={asking} response={response} call={call} onClose={() => setAsking(null)} /> }
}

export function NextStep({ response, call }: Props) {
  const { take, form } = useTake(response, call)
  const next = nextStep(response, useLifecycle('response'), aside)
  useMoved(next)
  // What rings has the whole screen, and this button on it.
  if (!next || ringsFor(response)) return null
  return (
    <>
      <NextButton thing="responses" action={next} icon={iconOf(next)} onTake={() => take(next)} />
      {form}
    </>
  )
}

export function RestOfSteps({ response, call }: Props) {
  const { take, form } = useTake(response, call)
  const next = nextStep(response, useLifecycle('response'), aside)
  const rest = response.actions.filter(action => action !== next && !elsewhere.has(action) && belongsHere('responses', action))
  return (
    <>
      <OtherSteps thing="responses" name={call.call_id} actions={rest} grave={grave} iconOf={iconOf} onTake={take} />
      {form}
    </>
  )
}
