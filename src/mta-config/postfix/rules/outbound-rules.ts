import type { OutboundClient } from '../outbound-client.ts'
import { hasParameter } from '../parameter-reference.ts'
import { readPolicyMaps } from '../policy-maps.ts'
import type { PostfixChange } from '../postfix-change.ts'
import {
  about,
  naming,
  type PostfixFound,
  type PostfixRule,
  type PostfixSubject,
  setWhere,
} from '../postfix-subject.ts'
import { deadOffers } from './client-suites.ts'

/** A policy server or table that knows of DANE or MTA-STS may raise the level of each domain. */
function hasPolicies({ settings }: OutboundClient): boolean {
  return readPolicyMaps(settings('smtp_tls_policy_maps').value).some(({ kind }) => kind === 'server')
}

function toDane({ settings, service }: OutboundClient): readonly PostfixChange[] {
  const level = settings('smtp_tls_security_level')
  return [setWhere(level, service, 'dane')]
}

const cleartext: PostfixRule = {
  code: 'config-outbound-cleartext',
  check: (subject) => [
    ...subject.outbound.flatMap((client) => {
      if (client.level !== 'none') return []
      const setting = client.settings('smtp_tls_security_level')
      const message = naming(
        client.title,
        (whom) => `No TLS for ${whom}: smtp_tls_security_level is ${setting.value || 'empty'}.`,
      )
      return [about(subject, setting, message, toDane(client), { near: [client.settings('smtp_use_tls')] })]
    }),
    ...deadOffers(subject, false),
  ],
}

const opportunistic: PostfixRule = {
  code: 'config-outbound-opportunistic',
  check: (subject) =>
    subject.outbound.flatMap((client) => {
      if (client.level !== 'may') return []
      const setting = client.settings('smtp_tls_security_level')
      const hint = hasPolicies(client) ? ', except to domains for which the policy table says otherwise' : ''
      const message = naming(
        client.title,
        (whom) => `For ${whom}, an attacker who strips STARTTLS, or forges a 454, reads the mail${hint}.`,
      )
      const severity = hasPolicies(client) ? ({ severity: 'low' } as const) : {}
      return [
        about(subject, setting, message, toDane(client), { near: [client.settings('smtp_use_tls')], ...severity }),
      ]
    }),
}

const unauthenticated: PostfixRule = {
  code: 'config-outbound-unauthenticated',
  check: (subject) =>
    subject.outbound.flatMap(({ settings, level, title }) => {
      if (level !== 'encrypt') return []
      const setting = settings('smtp_tls_security_level')
      const relay = settings('relayhost').value
      const message =
        relay === ''
          ? naming(
              title,
              (whom) =>
                `For ${whom}, a forged certificate is taken for a good one, and mail to servers without TLS waits.`,
            )
          : `The certificate of ${relay} is not checked.`
      const advice =
        relay === '' ? 'smtp_tls_security_level = dane' : 'smtp_tls_security_level = secure   # with smtp_tls_CAfile'
      return [about(subject, setting, message, [], { advice })]
    }),
}

const blocks: PostfixRule = {
  code: 'config-outbound-blocks-mail',
  check: (subject) => [
    ...subject.outbound.flatMap(({ settings, level, title, service }) => {
      const isStrict = level === 'verify' || level === 'secure' || level === 'dane-only' || level === 'fingerprint'
      // With a relay all mail goes to one server, and a transport of its own serves partners that were chosen.
      if (!isStrict || settings('relayhost').value !== '' || service !== null) return []
      const setting = settings('smtp_tls_security_level')
      const what = {
        verify: 'a certificate for the name of the mail exchanger',
        secure: 'a certificate for the domain',
        'dane-only': 'TLSA records',
        fingerprint: 'a certificate whose fingerprint is listed here',
      }[level]
      const message = `For ${title}, every receiver has to have ${what}; mail to all others waits and comes back.`
      return [
        about(subject, setting, message, [], {
          advice: 'smtp_tls_security_level = dane, and the strict level for single domains in smtp_tls_policy_maps',
        }),
      ]
    }),
    ...deadOffers(subject, true),
  ],
}

const daneWithoutDnssec: PostfixRule = {
  code: 'config-dane-without-dnssec',
  check: (subject) =>
    subject.outbound.flatMap((client) => {
      const { settings, service, level, title } = client
      const wantsDane = level === 'dane' || level === 'dane-only'
      const support = settings('smtp_dns_support_level')
      const lookup = settings('smtp_host_lookup')
      const found: PostfixFound[] = []
      if (wantsDane && support.value !== 'dnssec') {
        const instead = level === 'dane' ? 'Postfix warns and uses “may”' : 'Postfix defers all of it'
        const message = naming(
          title,
          (whom) =>
            `For ${whom}, DANE is asked for without DNSSEC: smtp_dns_support_level is ${support.value || 'empty'}, so that ${instead}.`,
        )
        const near = [settings('smtp_tls_security_level')]
        found.push(about(subject, support, message, [setWhere(support, service, 'dnssec')], { near }))
      }
      // DANE needs what only the DNS can sign (postconf(5), smtp_dns_support_level).
      if (wantsDane && lookup.origin !== 'default' && lookup.value !== 'dns') {
        const message = naming(
          title,
          (whom) =>
            `For ${whom}, names are also looked up elsewhere than in the DNS (${lookup.value}), which DANE cannot trust.`,
        )
        found.push(about(subject, lookup, message, [setWhere(lookup, service, 'dns')]))
      }
      return found
    }),
}

const policyOverridesDane: PostfixRule = {
  code: 'config-policy-overrides-dane',
  check: (subject) =>
    subject.outbound.flatMap(({ settings, level }) => {
      const setting = settings('smtp_tls_policy_maps')
      if (level !== 'dane' && level !== 'dane-only') return []
      return readPolicyMaps(setting.value).flatMap((map): readonly PostfixFound[] => {
        if (map.asksForDane || map.entries.some(({ level: own }) => isWeak(own))) return []
        const isForAll = map.entries.some(({ domain }) => domain === '*')
        if (map.kind === 'entries' && map.entries.every(({ level: own }) => own.startsWith('dane'))) return []
        const message = isForAll
          ? `${map.text} sets the level of every domain, so that ${level} never counts.`
          : `For a domain with an entry in ${map.text}, its TLSA records are not looked at.`
        const advice =
          map.kind === 'server'
            ? 'Make sure that the policy server asks for DANE first, as postfix-tlspol does.'
            : 'Keep the table to domains without DANE.'
        return [about(subject, setting, message, [], { advice, ...(isForAll ? { severity: 'medium' } : {}) })]
      })
    }),
}

const policyWeaker: PostfixRule = {
  code: 'config-policy-weaker',
  check: (subject) =>
    subject.outbound.flatMap(({ settings, level }) => {
      const setting = settings('smtp_tls_policy_maps')
      if (level === 'none' || level === null) return []
      return readPolicyMaps(setting.value).flatMap((map) =>
        map.entries.flatMap(({ domain, level: own }) => {
          if (!isWeak(own) || own === level) return []
          const everyone = domain === '*'
          const message = `${map.text} lets mail to ${everyone ? 'every domain' : domain} out ${own === 'none' ? 'without TLS' : 'in clear when STARTTLS does not appear'}.`
          const severity = everyone && own === 'none' ? ({ severity: 'high' } as const) : {}
          return [
            about(subject, setting, message, [], {
              advice: `${everyone ? 'Take the table out.' : `Take the entry for ${domain} out, or raise it to encrypt.`}`,
              ...severity,
            }),
          ]
        }),
      )
    }),
}

function isWeak(level: string): boolean {
  return level === 'none' || level === 'may'
}

const trustAnchors: PostfixRule = {
  code: 'config-trust-anchors-missing',
  check: (subject) =>
    subject.outbound.flatMap(({ settings, level, title, service }) => {
      if (level === null || level === 'none' || level === 'fingerprint' || hasAnchors(settings)) return []
      const isRequired = level === 'verify' || level === 'secure'
      const setting = settings('smtp_tls_CAfile')
      const message = naming(title, (whom) =>
        isRequired
          ? `For ${whom}, certificates have to be valid, but there is no authority to verify them with: all mail waits.`
          : `For ${whom}, no certificate can be verified, so that the log calls every receiver untrusted.`,
      )
      const change = setWhere(setting, service, '/etc/ssl/certs/ca-certificates.crt')
      return [
        about(subject, setting, message, [change], {
          near: [settings('smtp_tls_security_level')],
          ...(isRequired ? { severity: 'high' } : {}),
        }),
      ]
    }),
}

function hasAnchors(settings: OutboundClient['settings']): boolean {
  const files = ['smtp_tls_CAfile', 'smtp_tls_CApath', 'smtp_tls_trust_anchor_file']
  return settings('tls_append_default_CA').value === 'yes' || files.some((name) => settings(name).value !== '')
}

const tlsRpt: PostfixRule = {
  code: 'config-tls-rpt-missing',
  check: (subject: PostfixSubject) => {
    const { settings, release } = subject.configuration
    const setting = settings('smtp_tlsrpt_enable')
    const sends = subject.outbound.some(({ level }) => level !== 'none' && level !== null)
    if (!sends || !hasParameter(release, setting.name) || setting.value === 'yes') return []
    const message = 'Receivers that publish TLS-RPT do not hear of failures from this server.'
    return [
      about(subject, setting, message, [], {
        advice: 'smtp_tlsrpt_enable = yes   # with a reporter at smtp_tlsrpt_socket_name',
        near: [settings('smtp_tls_security_level')],
      }),
    ]
  },
}

/** Rules about what clients do. */
export const OUTBOUND_CHECKS: readonly PostfixRule[] = [
  cleartext,
  opportunistic,
  unauthenticated,
  blocks,
  daneWithoutDnssec,
  policyOverridesDane,
  policyWeaker,
  trustAnchors,
  tlsRpt,
]
