import type { Failure } from '../base/failure.ts'
import type { SClientFacts } from '../facts/s-client-facts.ts'
import { asciiJson } from './json.ts'
import { sClientCommand } from './s-client-text.ts'

/** A certificate as `s-client --json` shows it. */
export interface SClientCertificate {
  readonly subject: string
  readonly issuer: string
  readonly serial: string
  readonly notBefore: string
  readonly notAfter: string
  readonly key: { readonly algorithm: string; readonly bits: number | null; readonly curve: string | null }
  readonly signature: string
  readonly sha256: string
  readonly spkiSha256: string
}

/** What `wiretight s-client --json` writes. */
export interface SClientDocument {
  readonly schema: 'wiretight/s-client@1'
  readonly target: string
  readonly host: string
  readonly port: number
  readonly mode: 'starttls' | 'implicit'
  readonly address: string | null
  readonly sni: string | null
  readonly banner: string | null
  readonly protocol: string | null
  readonly cipher: string | null
  readonly suite: string | null
  readonly group: string | null
  readonly verify: { readonly code: number; readonly text: string } | null
  /** What the server sent, leaf first. `certificate` is null for one that cannot be read. */
  readonly chain: readonly { readonly certificate: SClientCertificate | null; readonly pem: string }[]
  readonly failure: Failure | null
  readonly milliseconds: number
  /** The command of OpenSSL that makes the same handshake. */
  readonly command: string
}

/** The document of a handshake. */
export function sClientDocumentOf(facts: SClientFacts): SClientDocument {
  const { session, milliseconds, target, host, port, mode, address, sni, banner, failure } = facts
  return {
    schema: 'wiretight/s-client@1',
    target,
    host,
    port,
    mode,
    address,
    sni,
    banner,
    protocol: session?.protocol ?? null,
    cipher: session?.cipher ?? null,
    suite: session?.suite ?? null,
    group: session?.group ?? null,
    verify: session === null ? null : { code: session.verify.code, text: session.verify.text },
    chain: (session?.chain ?? []).map(({ facts: certificate, pem }) => ({
      certificate: certificate === null ? null : certificateOf(certificate),
      pem,
    })),
    failure,
    milliseconds: Math.round(milliseconds * 10) / 10,
    command: sClientCommand(facts),
  }
}

type Shown = NonNullable<NonNullable<SClientFacts['session']>['chain'][number]['facts']>

function certificateOf(facts: Shown): SClientCertificate {
  const { subject, issuer, serial, notBefore, notAfter, key, signature, sha256, spkiSha256 } = facts
  return {
    subject: subject.text,
    issuer: issuer.text,
    serial,
    notBefore,
    notAfter,
    key: { algorithm: key.algorithm, bits: key.bits, curve: key.curve },
    signature: signature.name,
    sha256,
    spkiSha256,
  }
}

/** The document as JSON, in printable ASCII. */
export function renderSClientJson(facts: SClientFacts): string {
  return `${asciiJson(JSON.stringify(sClientDocumentOf(facts), null, 2))}\n`
}
