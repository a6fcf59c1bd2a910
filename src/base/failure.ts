/**
 * Everything that can go wrong while looking, as plain data. The `code` is stable and appears in JSON; its wording lives
 * in `report/`. Texts that came from a peer are already bounded and made printable (`printable()`).
 */
export type Failure =
  | { readonly code: 'target-invalid'; readonly target: string; readonly reason: string }
  | { readonly code: 'option-invalid'; readonly option: string; readonly reason: string }
  | { readonly code: 'file-unreadable'; readonly file: string; readonly reason: string }
  | { readonly code: 'file-unwritable'; readonly file: string; readonly reason: string }
  | { readonly code: 'document-invalid'; readonly document: string; readonly at: string; readonly reason: string }
  | { readonly code: 'content-too-large'; readonly document: string; readonly limitBytes: number }
  | { readonly code: 'gzip-malformed'; readonly document: string; readonly reason: string }
  | { readonly code: 'gzip-ratio'; readonly document: string; readonly limitRatio: number }
  | { readonly code: 'report-missing'; readonly document: string; readonly reason: string }
  | { readonly code: 'name-invalid'; readonly name: string; readonly reason: string }
  | { readonly code: 'dns-timeout'; readonly server: string; readonly name: string }
  | { readonly code: 'dns-unreachable'; readonly server: string; readonly name: string; readonly reason: string }
  | { readonly code: 'dns-rcode'; readonly server: string; readonly name: string; readonly rcode: string }
  | { readonly code: 'dns-mismatch'; readonly server: string; readonly name: string; readonly reason: string }
  | { readonly code: 'dns-alias-limit'; readonly name: string; readonly limit: number }
  | { readonly code: 'dns-no-server'; readonly reason: string }
  | { readonly code: 'dnssec-bogus'; readonly name: string; readonly reason: string }
  | { readonly code: 'host-without-address'; readonly host: string }
  | { readonly code: 'address-special'; readonly address: string; readonly kind: string }
  | { readonly code: 'address-not-loopback'; readonly address: string }
  | { readonly code: 'port-unusable'; readonly address: string; readonly port: number; readonly errno: string }
  | { readonly code: 'lab-not-running' }
  | { readonly code: 'lab-running'; readonly pid: number }
  | { readonly code: 'root-needed'; readonly what: string }
  | { readonly code: 'program-missing'; readonly program: string }
  | { readonly code: 'program-failed'; readonly program: string; readonly text: string }
  | { readonly code: 'tcp-refused'; readonly address: string; readonly port: number }
  | { readonly code: 'tcp-timeout'; readonly address: string; readonly port: number; readonly milliseconds: number }
  | { readonly code: 'tcp-unreachable'; readonly address: string; readonly port: number; readonly errno: string }
  | { readonly code: 'stream-closed'; readonly during: string }
  | { readonly code: 'stream-reset'; readonly during: string }
  | { readonly code: 'stream-timeout'; readonly during: string; readonly milliseconds: number }
  | { readonly code: 'stream-too-long'; readonly during: string; readonly limitBytes: number }
  | { readonly code: 'smtp-refused'; readonly during: string; readonly reply: number; readonly text: string }
  | { readonly code: 'smtp-malformed'; readonly during: string; readonly text: string }
  | { readonly code: 'starttls-not-offered'; readonly mangled: string | null }
  | { readonly code: 'starttls-refused'; readonly reply: number; readonly text: string }
  | { readonly code: 'tls-alert'; readonly level: number; readonly description: number }
  | { readonly code: 'tls-not-tls'; readonly text: string }
  | { readonly code: 'tls-handshake-failed'; readonly reason: string }
  | { readonly code: 'certificate-untrusted'; readonly host: string; readonly name: string; readonly text: string }
  | { readonly code: 'certificate-expired'; readonly host: string }
  | { readonly code: 'certificate-not-yet-valid'; readonly host: string }
  | { readonly code: 'certificate-name-mismatch'; readonly host: string; readonly names: readonly string[] }
  | { readonly code: 'http-redirect'; readonly status: number; readonly location: string | null }
  | { readonly code: 'http-status'; readonly status: number }
  | { readonly code: 'http-media-type'; readonly mediaType: string | null }
  | { readonly code: 'http-malformed'; readonly reason: string }
  | { readonly code: 'wire-malformed'; readonly structure: string; readonly offset: number }
  | { readonly code: 'budget-spent'; readonly connections: number }
  | { readonly code: 'cancelled' }

/** The stable name of a failure. */
export type FailureCode = Failure['code']

/**
 * The one error class. It carries a {@link Failure} as data; whoever catches it reads that, not the message.
 * Anything else that is thrown is a bug of ours and is left to crash.
 */
export class ProbeError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.code)
    this.name = 'ProbeError'
    this.failure = failure
  }
}

/** Throws a {@link ProbeError}; as an expression, so that it fits behind `??`. */
export function fail(failure: Failure): never {
  throw new ProbeError(failure)
}

/** The result of something that may fail in a known way. */
export type Attempt<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure }

/** The one place where a throw becomes a value. Errors that are not {@link ProbeError} pass through. */
export async function attempt<Value>(work: () => Value | Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    return { ok: false, failure: failureOf(error) }
  }
}

/** {@link attempt} for work that does not wait. */
export function attemptSync<Value>(work: () => Value): Attempt<Value> {
  try {
    return { ok: true, value: work() }
  } catch (error) {
    return { ok: false, failure: failureOf(error) }
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof ProbeError) return error.failure
  throw error
}
