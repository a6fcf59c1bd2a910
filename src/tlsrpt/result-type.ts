/** What went wrong with a session, as RFC 8460 section 4.3 names it. */
export const RESULT_TYPES = [
  'starttls-not-supported',
  'certificate-host-mismatch',
  'certificate-expired',
  'certificate-not-trusted',
  'validation-failure',
  'tlsa-invalid',
  'dnssec-invalid',
  'dane-required',
  'sts-policy-fetch-error',
  'sts-policy-invalid',
  'sts-webpki-invalid',
] as const

/** A result type that RFC 8460 defines; senders may use others. */
export type ResultType = (typeof RESULT_TYPES)[number]

/** True for a result type that RFC 8460 defines. */
export function isResultType(text: string): text is ResultType {
  return (RESULT_TYPES as readonly string[]).includes(text)
}

/** Failures to find or read a policy: no mail server was met, so that a report names none. */
export const POLICY_RESULTS: ReadonlySet<string> = new Set([
  'sts-policy-fetch-error',
  'sts-policy-invalid',
  'sts-webpki-invalid',
] satisfies readonly ResultType[])

/** Kinds of policy that a sender may have applied. RFC 8460 section 4.4. */
const POLICY_TYPES = ['tlsa', 'sts', 'no-policy-found'] as const

/** A kind of policy that RFC 8460 defines. */
export type PolicyType = (typeof POLICY_TYPES)[number]

/** True for a kind of policy that RFC 8460 defines. */
export function isPolicyType(text: string): text is PolicyType {
  return (POLICY_TYPES as readonly string[]).includes(text)
}
