import { answered, api, pressed } from '../platform/api'
import { here } from '../platform/here'
import { Problem } from '../platform/problem'
import type { Me, PasskeyChallenge, PasskeyView } from '../platform/wire'

/** Whether there can be passkeys on this page: over a safe connection, at a name, and in a browser that reads the server's options. */
export const passkeysWork = (): boolean =>
  window.isSecureContext &&
  typeof window.PublicKeyCredential === 'function' &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function' &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function' &&
  !/^[\d.]+$|^\[/.test(location.hostname)

/** Whether the browser lists passkeys under a field, so that they are found without looking for them. */
export const passkeysAreListed = async (): Promise<boolean> =>
  passkeysWork() && (await PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false)) === true

export const usedHere = ({ domain }: PasskeyView): boolean => location.hostname === domain || location.hostname.endsWith(`.${domain}`)

/** What the browser's own refusals mean; it gives away no more, so that no page learns who has a passkey. */
const meanings: Readonly<Record<string, string>> = {
  AbortError: 'passkey_aborted',
  NotAllowedError: 'passkey_not_chosen',
  InvalidStateError: 'passkey_on_device',
  ConstraintError: 'passkey_unverified',
  NotSupportedError: 'passkey_unfit',
  SecurityError: 'passkeys_not_here',
}

async function given(asking: Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await asking
    if (credential instanceof PublicKeyCredential) return credential
  } catch (failure) {
    const code = failure instanceof DOMException ? meanings[failure.name] : undefined
    throw code ? new Problem(code, 0, '') : failure
  }
  throw new Problem('passkey_not_chosen', 0, '')
}

/** Asks for password and code once more; what comes back is for the device. */
export async function askToAdd(password: string, code: string | null): Promise<PasskeyChallenge> {
  return answered(api.POST('/api/auth/passkeys/challenge', { body: { password, code } }))
}

/** Has the device make a passkey, and the server keep its public half. */
export async function addPasskey({ challenge, options }: PasskeyChallenge, name: string): Promise<PasskeyView> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON)
  const credential = (await given(navigator.credentials.create({ publicKey }))).toJSON()
  return answered(api.POST('/api/auth/passkeys', { body: { challenge, name, credential }, headers: pressed() }))
}

/** Signs in with a passkey: from the list under the field when `quietly`, else in the browser's own dialog. */
export async function signInWithPasskey(signal: AbortSignal, quietly: boolean): Promise<Me> {
  const { challenge, options } = await answered(api.POST('/api/auth/session/passkey/challenge', { signal }))
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON)
  const credential = await given(navigator.credentials.get({ publicKey, signal, ...(quietly ? { mediation: 'conditional' } : {}) }))
  await here.settle()
  try {
    return (await answered(api.POST('/api/auth/session/passkey', { body: { challenge, credential: credential.toJSON() } }))).user
  } catch (problem) {
    if (problem instanceof Problem && problem.facts.unknown === true) await forget(publicKey.rpId, credential.id)
    throw problem
  }
}

/** What was removed on the server need not be offered again; browsers that can be told so hide it. */
async function forget(rpId: string | undefined, credentialId: string): Promise<void> {
  const browser = PublicKeyCredential as { signalUnknownCredential?: (unknown: { rpId: string; credentialId: string }) => Promise<void> }
  await browser.signalUnknownCredential?.({ rpId: rpId ?? location.hostname, credentialId }).catch(() => undefined)
}
