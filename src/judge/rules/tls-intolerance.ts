import type { Feature } from '../../facts/server-facts.ts'
import { FULL_CHECK } from '../command.ts'
import type { Evidence } from '../evidence.ts'
import type { AddressRule } from '../rule.ts'
import { foundIfRefused, settle, unlessRefused } from '../verdict.ts'

const versionIntolerance: AddressRule = {
  code: 'tls-version-intolerance',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'The server fails when a client offers a version it does not know',
  source: ['RFC 8446 section 4.2.1', 'RFC 5246 appendix E.1'],
  explain:
    'A server has to answer an offer of a newer version with the best one that it knows. This one breaks off instead. Senders that are newer than the server cannot encrypt to it: they deliver in clear, or not at all.',
  fix: {
    change: 'library',
    any: 'Update the TLS library, or the device in front of the server that ends or inspects TLS.',
  },
  verify: FULL_CHECK,
  check: ({ server }) => foundIfRefused(server.features.versionTolerance, lacks('versionTolerance')),
}

const extensionIntolerance: AddressRule = {
  code: 'tls-extension-intolerance',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'The server fails when a client sends an extension it does not know',
  source: ['RFC 8446 section 4.1.2', 'RFC 8701 section 1'],
  explain:
    'A server has to ignore extensions that it does not know. This one breaks off instead, so that senders which use newer extensions cannot encrypt to it, now or after their next update.',
  fix: {
    change: 'library',
    any: 'Update the TLS library, or the device in front of the server that ends or inspects TLS.',
  },
  verify: FULL_CHECK,
  check: ({ server }) => foundIfRefused(server.features.extensionTolerance, lacks('extensionTolerance')),
}

const sniAbort: AddressRule = {
  code: 'tls-sni-abort',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'The server breaks off over the name that a client gives or leaves out',
  source: ['RFC 6066 section 3', 'RFC 8446 section 9.2'],
  explain:
    'A client may say which host it wants (SNI). Most mail servers that send do not, and those that validate by DANE give the name of the exchanger. This server ends the handshake with one or the other kind, so that they cannot encrypt to it: they deliver in clear, or not at all.',
  fix: {
    any: 'Give the server a certificate for clients that name no host, and have it take that one for names that it does not know, too.',
  },
  verify: FULL_CHECK,
  check: ({ server: { features, versions } }) => {
    const asked = (['sni', 'withoutSni'] as const).map((feature) => ({ feature, answer: features[feature] }))
    const evidence = asked.filter(({ answer }) => answer.state === 'refused').map(({ feature }) => lacks(feature))
    const unsettled = asked.flatMap(({ answer }) => (answer.state === 'unknown' ? [answer.why] : []))
    const verdict = settle(evidence, unsettled, asked.length - unsettled.length)
    return unlessRefused([versions.tls10, versions.tls11, versions.tls12, versions.tls13], verdict)
  },
}

/** What a server cannot stand in a hello that is in order, so that some senders cannot encrypt to it. */
export const INTOLERANCE_RULES: readonly AddressRule[] = [versionIntolerance, extensionIntolerance, sniAbort]

function lacks(feature: Feature): Evidence {
  return { kind: 'feature', feature, present: false }
}
