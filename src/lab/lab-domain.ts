import type { MxRecord } from '../dns/lookup.ts'
import type { PathAttack } from './attack/path-attack.ts'
import type { Authority, IssuedCertificate } from './certificate-authority.ts'
import type { LabDns } from './lab-dns.ts'
import type { PolicyAnswer } from './policy-host.ts'
import type { TlsModel } from './simulator/tls-model.ts'

/** A domain of the lab: its mail servers, what it teaches, and what an audit of it must find. */
export interface LabDomain {
  /** In the zone `lab.`, without trailing dot. */
  readonly domain: string
  /** One sentence for people: what is special here. */
  readonly teaches: string
  /** MX records; empty for a domain without any. */
  readonly mx: readonly MxRecord[]
  readonly hosts: readonly LabHost[]
  /** What is special about its DNS; by default it is a signed zone like any good one. */
  readonly dns?: LabDns
  /** Where its MTA-STS policy is served; absent when nobody listens there. */
  readonly policyHost?: LabPolicyHost
  /** Codes of the findings that a full audit with `--open-relay` must report, sorted; each as often as it is found. */
  readonly expects: readonly string[]
}

/** A host of the lab and its addresses. An address without a server is one where nobody listens. */
export interface LabHost {
  readonly name: string
  readonly addresses: readonly string[]
  readonly server: LabServer | null
  /** The name that the reverse zone has for its addresses, null for none; by default its own. */
  readonly pointer?: string | null
}

/** The policy host of a domain, `mta-sts` in its zone, or the one which that name is an alias of. */
export interface LabPolicyHost {
  readonly address: string
  readonly answer: PolicyAnswer
  /** Its certificate; by default a good one for the name. */
  readonly certificate?: (setting: LabSetting) => Promise<IssuedCertificate>
}

/** A mail server of the lab. */
export interface LabServer {
  readonly smtp: SmtpBehaviour
  /** What it supports in TLS, made when the lab starts; null when it never comes to TLS. */
  readonly tls: ((setting: LabSetting) => Promise<LabTls>) | null
  /** Another machine behind the same address, which takes every second connection. */
  readonly turns?: LabServer
  /** Somebody stands in front of it for good. */
  readonly path?: PathAttack
}

/** What a server of the lab is set up with. */
export interface LabSetting {
  readonly authority: Authority
  readonly host: string
  /** What the lab takes for the present. */
  readonly now: Date
}

/** TLS of a lab server: what the simulator answers, and the keys with which the real library completes handshakes. */
export interface LabTls {
  readonly model: TlsModel
  /** Certificates with private keys; where empty, whole handshakes fail because nobody holds the key. */
  readonly identities: readonly IssuedCertificate[]
}

/** How a lab server speaks SMTP. Without anything set it is a plain and honest server with STARTTLS. */
export interface SmtpBehaviour {
  /** What it calls itself in answer to EHLO and HELO; by default its host's name. */
  readonly name?: string
  /** Bytes of the greeting as sent, without line end; by default a usual one. */
  readonly banner?: string
  /** How long newcomers wait for the greeting. Once somebody has waited, everybody is greeted at once. */
  readonly bannerDelayMilliseconds?: number
  /** Sends the greeting a byte at a time with this pause, for ever. */
  readonly tricklesMilliseconds?: number
  /** What stands in place of `STARTTLS` in the EHLO reply; null when nothing does. */
  readonly starttlsKeyword?: string | null
  /** The reply to STARTTLS; by default 220. */
  readonly starttlsReply?: string
  /** What follows the 220 instead of TLS. */
  readonly insteadOfTls?: 'garbage' | 'reset' | 'close' | 'giant-record'
  readonly extensions?: readonly string[]
  /** Announced inside TLS alone; by default REQUIRETLS (RFC 8689 section 2). */
  readonly extensionsInTls?: readonly string[]
  /** Answers 421 to every connection after this many. */
  readonly connectionsBefore421?: number
  /** Obeys inside TLS what came in clear behind STARTTLS (CVE-2011-0411). */
  readonly obeysCommandsBehindStartTls?: boolean
  /** Takes mail from anybody for anybody, not only for those who are of the lab. */
  readonly relays?: true
  /** Sends EHLO lines for ever. */
  readonly endlessEhlo?: boolean
}
