import type { ConfigRule } from '../config-rule.ts'

/** Rules about mail that goes out. */
export const OUTBOUND_RULES: readonly ConfigRule[] = [
  {
    code: 'config-outbound-cleartext',
    severity: 'high',
    software: ['postfix', 'exim', 'exchange'],
    title: 'Mail goes out in clear',
    explain:
      'The server does not use TLS when it sends, even to servers that offer it, or has settings with which no handshake succeeds, and then falls back. Everyone on the path can read along.',
    fix: 'Use TLS wherever it is offered, and DANE where it is published.',
    source: ['RFC 3207', 'RFC 7435', 'Postfix: postconf(5)'],
  },
  {
    code: 'config-outbound-opportunistic',
    severity: 'medium',
    software: ['postfix', 'exim', 'exchange'],
    title: 'An attacker can switch TLS off for mail that goes out',
    explain:
      'With opportunistic TLS mail goes out in clear as soon as STARTTLS does not appear or fails, and an attacker on the path can bring that about with a few octets. Measured with Postfix: mail was delivered in clear when STARTTLS was stripped and when a 454 was forged. DANE closes this for domains that publish it and leaves all others as they are; a policy server does the same for MTA-STS.',
    fix: 'Use DANE for domains that have it, and a policy server for MTA-STS.',
    source: ['measured with Postfix 3.7.11', 'RFC 7672 section 1.3', 'RFC 8461'],
  },
  {
    code: 'config-outbound-unauthenticated',
    severity: 'low',
    software: ['postfix', 'exim', 'exchange'],
    title: 'Outgoing TLS is required, but the receiver is not authenticated',
    explain:
      'A stripped STARTTLS no longer leads to clear text, but an attacker who shows a certificate of their own gets the mail all the same. And mail to servers without TLS waits until it is returned.',
    fix: 'Use DANE, which authenticates where it can, and keep this level for partners that need it.',
    source: ['measured with Postfix 3.7.11', 'RFC 7672 section 1.3'],
  },
  {
    code: 'config-outbound-blocks-mail',
    severity: 'medium',
    cases: [{ severity: 'high', when: 'TLS is demanded with settings that let no handshake succeed' }],
    software: ['postfix', 'exim', 'exchange'],
    title: 'Mail to many domains will not go out',
    explain:
      'The setting asks every receiver for what only some have: DANE records, or a certificate for the domain’s name. All other mail is deferred and then returned. It is meant for single partners. Where TLS is demanded and the grade, its list and what is excluded leave no suite, or no version is left, that is so for every receiver: the grade null does it at the level encrypt, where Postfix takes no suite without encryption.',
    fix: 'Keep it for single partners, in a policy, and use DANE for all others.',
    source: ['measured with Postfix 3.7.11', 'Postfix: TLS_README', 'Microsoft: Set-SendConnector'],
  },
  {
    code: 'config-dane-without-dnssec',
    severity: 'high',
    software: ['postfix', 'exim'],
    title: 'DANE is asked for, but DNSSEC is off',
    explain:
      'Without DNSSEC there are no trustworthy TLSA records. Postfix then falls back to “may” with a warning in the log (dane), or defers all mail (dane-only): the file promises what does not happen.',
    fix: 'Switch DNSSEC lookups on, and use a validating resolver on the same machine.',
    source: ['RFC 7672 section 2.1', 'Postfix: TLS_README'],
  },
  {
    code: 'config-policy-overrides-dane',
    severity: 'low',
    cases: [{ severity: 'medium', when: 'the table sets a level for every domain' }],
    software: ['postfix'],
    title: 'A policy table may take the place of DANE',
    explain:
      'An entry of smtp_tls_policy_maps counts instead of smtp_tls_security_level. A policy server for MTA-STS that does not look for DANE itself answers “secure” for a domain that has both, so that its TLSA records are no longer looked at. RFC 8461 forbids that.',
    fix: 'Use a policy server that asks for DANE first, such as postfix-tlspol, and keep static entries to domains without DANE.',
    source: ['RFC 8461 section 2', 'Postfix: postconf(5)'],
  },
  {
    code: 'config-policy-weaker',
    severity: 'medium',
    cases: [{ severity: 'high', when: 'TLS is switched off for every domain' }],
    software: ['postfix'],
    title: 'A policy entry is weaker than the general level',
    explain: 'The entry lets mail to these domains out in clear, although the general level would not.',
    fix: 'Take the entry out, or raise its level.',
    source: ['Postfix: postconf(5)'],
  },
  {
    code: 'config-trust-anchors-missing',
    severity: 'low',
    cases: [{ severity: 'high', when: 'certificates are required to be valid' }],
    software: ['postfix', 'exim'],
    title: 'There are no authorities to verify certificates with',
    explain:
      'Without a file of trusted authorities no certificate is valid. At the levels that require a valid one all mail is deferred; at the others the log calls every receiver untrusted.',
    fix: 'Name the system’s file of trusted authorities.',
    source: ['Postfix: TLS_README', 'Exim: specification, chapter 43'],
  },
  {
    code: 'config-tls-rpt-missing',
    severity: 'info',
    software: ['postfix'],
    title: 'Failures of TLS are not reported to receivers',
    explain:
      'Since 3.10 Postfix can hand every outcome to a reporter, which tells domains that publish TLS-RPT what went wrong with their encryption.',
    fix: 'Run a TLS-RPT reporter and switch smtp_tlsrpt_enable on.',
    source: ['RFC 8460', 'Postfix: TLSRPT_README'],
  },
]
