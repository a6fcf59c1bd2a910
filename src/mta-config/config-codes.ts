/** The code of every rule about settings. A code never changes once it was released; the list only grows. */
export const CONFIG_CODES = [
  'config-syntax',
  'config-parameter-unknown',
  'config-parameter-misspelt',
  'config-parameter-deprecated',
  'config-parameter-removed',
  'config-parameter-too-new',
  'config-parameter-duplicate',
  'config-value-invalid',
  'config-value-without-effect',
  'config-wrong-library',

  'config-tls-off',
  'config-tls-required-on-mx',
  'config-certificate-missing',
  'config-certificate-test',
  'config-certificate-expired',
  'config-certificate-weak',
  'config-version-obsolete',
  'config-version-half-disabled',
  'config-cipher-anonymous',
  'config-cipher-weak',
  'config-cipher-no-forward-secrecy',
  'config-cipher-not-recommended',
  'config-cipher-order',
  'config-security-level-lowered',
  'config-key-exchange-weak',
  'config-renegotiation',
  'config-auth-in-clear',
  'config-submission-tls-optional',
  'config-tls-log-missing',
  'config-tls-log-verbose',
  'config-received-header-missing',

  'config-outbound-cleartext',
  'config-outbound-opportunistic',
  'config-outbound-unauthenticated',
  'config-outbound-blocks-mail',
  'config-dane-without-dnssec',
  'config-policy-overrides-dane',
  'config-policy-weaker',
  'config-trust-anchors-missing',
  'config-tls-rpt-missing',
] as const

/** The stable code of a rule about settings, and of its findings. */
export type ConfigCode = (typeof CONFIG_CODES)[number]

/** True when a text is the code of a rule about settings. */
export function isConfigCode(text: string): text is ConfigCode {
  return (CONFIG_CODES as readonly string[]).includes(text)
}
