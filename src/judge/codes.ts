/**
 * The code of every rule, by family. A code never changes once it was released: it stands in scripts, stored reports and
 * tickets. The list only grows.
 */
export const RULE_CODES = [
  'mx-none',
  'mx-null',
  'mx-implicit',
  'mx-null-with-others',
  'mx-lookup-failed',
  'mx-single-address',
  'mx-no-ipv6',
  'mx-unresolvable',
  'mx-ip-literal',
  'mx-cname',
  'mx-private-address',

  'smtp-unreachable',
  'smtp-timeout',
  'smtp-refused',
  'smtp-rate-limited',
  'smtp-banner-invalid',
  'smtp-greeting-slow',
  'smtp-ehlo-rejected',
  'smtp-auth-in-clear',

  'starttls-missing',
  'starttls-mangled',
  'starttls-refused-temporarily',
  'starttls-refused',
  'starttls-broken',
  'starttls-injection',

  'tls-version-obsolete',
  'tls-version-12-missing',
  'tls-version-13-missing',
  'tls-compression',
  'tls-renegotiation-insecure',
  'tls-renegotiation-client',
  'tls-fallback-scsv-missing',
  'tls-early-data',
  'tls-extended-master-secret-missing',
  'tls-version-intolerance',
  'tls-extension-intolerance',

  'cipher-null',
  'cipher-anonymous',
  'cipher-export',
  'cipher-rc4',
  'cipher-des',
  'cipher-3des',
  'cipher-md5',
  'cipher-idea-seed',
  'cipher-static-rsa',
  'cipher-cbc-only',
  'cipher-no-forward-secrecy',
  'cipher-no-server-preference',
  'cipher-weak-preferred',
  'cipher-not-recommended',

  'kex-dh-small',
  'kex-dh-common-prime',
  'kex-group-weak',
  'kex-no-post-quantum',

  'cert-expired',
  'cert-not-yet-valid',
  'cert-expires-soon',
  'cert-name-mismatch',
  'cert-self-signed',
  'cert-untrusted',
  'cert-incomplete-chain',
  'cert-wrong-order',
  'cert-extra-certificates',
  'cert-key-small',
  'cert-signature-weak',
  'cert-no-san',
  'cert-eku-missing',
  'cert-lifetime-long',
  'cert-staple-missing',
  'cert-differs-between-addresses',

  'vuln-heartbleed',
  'vuln-ccs-injection',
  'vuln-robot',
  'vuln-ticketbleed',
  'vuln-drown',
  'vuln-poodle',
  'vuln-freak',
  'vuln-logjam',
  'vuln-sweet32',
  'vuln-beast',
  'vuln-crime',
] as const

/** The stable code of a rule and of its findings. */
export type RuleCode = (typeof RULE_CODES)[number]

/** What a rule is about: the part of its code before the first hyphen. */
export type RuleFamily = 'mx' | 'smtp' | 'starttls' | 'tls' | 'cipher' | 'kex' | 'cert' | 'vuln'

/** The families in the order in which a connection meets them. */
export const RULE_FAMILIES: readonly RuleFamily[] = ['mx', 'smtp', 'starttls', 'tls', 'cipher', 'kex', 'cert', 'vuln']

/** The family of a code. */
export function familyOf(code: RuleCode): RuleFamily {
  return RULE_FAMILIES.find((family) => code.startsWith(`${family}-`)) ?? 'tls'
}

/** True when a text is the code of a rule. */
export function isRuleCode(text: string): text is RuleCode {
  return (RULE_CODES as readonly string[]).includes(text)
}
