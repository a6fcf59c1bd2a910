/** What `wiretight lab status --json` writes, and what a running lab says of itself. */
export interface LabStatusDocument {
  readonly schema: 'wiretight/lab@1'
  readonly pid: number
  /** ISO 8601. */
  readonly startedAt: string
  /** True when each host has an address of loopback of its own, with the ports that are usual. */
  readonly realPorts: boolean
  /** The DNS of the lab, for resolvers that forward to it. */
  readonly dns: LabAddress
  /** DS records of the lab's root, one a line. */
  readonly trustAnchor: string
  /** The same in a file. */
  readonly trustAnchorFile: string
  /** PEM of the root that the lab trusts. */
  readonly rootPem: string
  readonly rootFile: string
  readonly domains: readonly LabDomainDocument[]
  /** Where its addresses really are. */
  readonly places: readonly (LabAddress & { readonly at: LabAddress })[]
}

/** An address and a port. */
export interface LabAddress {
  readonly address: string
  readonly port: number
}

/** A domain of a running lab. */
export interface LabDomainDocument {
  readonly domain: string
  readonly teaches: string
  readonly hosts: readonly { readonly name: string; readonly addresses: readonly string[] }[]
  /** What is done to it now; null for nothing. */
  readonly attack: string | null
}

/** A message that arrived, or that somebody on the path has read. */
export interface LabSeenMail {
  /** Where it arrived, or was read on the way to. */
  readonly host: string
  /** By a server of the lab, or by somebody on the path. */
  readonly by: 'server' | 'attacker'
  /** As OpenSSL names them; null in clear. For the attacker, null as well: he reads what is inside. */
  readonly tls: { readonly version: string; readonly suite: string } | null
  readonly to: readonly string[]
  /** The beginning of the message, lines ended by LF. */
  readonly text: string
}

/** What `wiretight lab send --json` writes. */
export interface LabSendDocument {
  readonly schema: 'wiretight/lab-send@1'
  readonly sender: { readonly id: string; readonly name: string; readonly settings: readonly string[] }
  readonly to: string
  /** What was done to the domain while the message was sent; null for nothing. */
  readonly attack: { readonly name: string; readonly explain: string } | null
  readonly delivery: 'authenticated' | 'encrypted' | 'plaintext' | 'deferred' | 'bounced'
  /** Lines of the sender's log. */
  readonly evidence: readonly string[]
  /** Messages that arrived, or were read. */
  readonly seen: readonly LabSeenMail[]
}
