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
  'mx-inconsistent',

  'dnssec-bogus',
  'dnssec-indeterminate',
  'dnssec-unsigned',
  'dnssec-broken-denial',
  'dnssec-weak-algorithm',
  'dnssec-expiring',

  'smtp-unreachable',
  'smtp-timeout',
  'smtp-refused',
  'smtp-rate-limited',
  'smtp-banner-invalid',
  'smtp-greeting-slow',
  'smtp-ehlo-rejected',
  'smtp-auth-in-clear',
  'smtp-requiretls-in-clear',
  'smtp-name-mismatch',
  'smtp-ptr-missing',
  'smtp-ptr-mismatch',
  'smtp-ipv6-unreachable',
  'smtp-open-relay',

  'starttls-missing',
  'starttls-mangled',
  'starttls-refused-temporarily',
  'starttls-refused',
  'starttls-broken',
  'starttls-intermittent',
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
  'tls-sni-abort',

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
  'kex-dh-unlisted-prime',
  'kex-group-weak',
  'kex-no-post-quantum',
  'kex-sha1-signature',

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
  'cert-revoked',
  'cert-differs-between-addresses',
  'cert-dual-mismatch',
  'cert-caa-missing',
  'cert-caa-violated',

  'mta-sts-missing',
  'mta-sts-record-invalid',
  'mta-sts-records-multiple',
  'mta-sts-policy-unreachable',
  'mta-sts-policy-status',
  'mta-sts-policy-redirect',
  'mta-sts-policy-media-type',
  'mta-sts-policy-certificate',
  'mta-sts-policy-invalid',
  'mta-sts-mode-none',
  'mta-sts-mode-testing',
  'mta-sts-max-age-short',
  'mta-sts-mx-not-covered',
  'mta-sts-pattern-unused',
  'mta-sts-id-unchanged',
  'mta-sts-enforce-breaks-delivery',

  'dane-missing',
  'dane-partial',
  'dane-unsigned',
  'dane-bogus',
  'dane-lookup-failed',
  'dane-no-usable-record',
  'dane-unusable-record',
  'dane-full-certificate-fragile',
  'dane-tls-not-offered',
  'dane-mismatch',
  'dane-ta-not-sent',
  'dane-ta-name-mismatch',
  'dane-ta-expired',
  'dane-address-differs',
  'dane-chain-dual-uncovered',
  'dane-rollover-not-ready',

  'tls-rpt-missing',
  'tls-rpt-invalid',
  'tls-rpt-multiple',
  'tls-rpt-destination-unreachable',

  'requiretls-not-offered',

  'protection-none',
  'protection-first-use-only',
  'protection-full',

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
export type RuleFamily =
  | 'mx'
  | 'dnssec'
  | 'smtp'
  | 'starttls'
  | 'tls'
  | 'cipher'
  | 'kex'
  | 'cert'
  | 'mta-sts'
  | 'dane'
  | 'tls-rpt'
  | 'requiretls'
  | 'protection'
  | 'vuln'

/** The families in the order in which a connection meets them. */
export const RULE_FAMILIES: readonly RuleFamily[] = [
  'mx',
  'dnssec',
  'smtp',
  'starttls',
  'tls',
  'cipher',
  'kex',
  'cert',
  'mta-sts',
  'dane',
  'tls-rpt',
  'requiretls',
  'protection',
  'vuln',
]

/** The family of a code. */
export function familyOf(code: RuleCode): RuleFamily {
  // `tls-rpt-missing` is of `tls-rpt`, not of `tls`.
  const families = RULE_FAMILIES.filter((family) => code.startsWith(`${family}-`))
  return families.toSorted((a, b) => b.length - a.length)[0] ?? 'tls'
}

/** True when a text is the code of a rule. */
export function isRuleCode(text: string): text is RuleCode {
  return (RULE_CODES as readonly string[]).includes(text)
}
