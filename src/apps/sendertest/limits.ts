/**
 * What strangers may cost the service. Each number is far above what an honest server needs for a few messages of a person,
 * and together they bound memory: {@link Limits.connections} times some 250 KiB, and {@link Limits.tokens} times some 20 KiB.
 */
export interface Limits {
  /** Connections of all clients together. */
  readonly connections: number
  /** Connections of one client; of IPv6 all addresses of a /64 are one. */
  readonly connectionsPerClient: number
  /** New connections of one client in a minute. */
  readonly connectionsPerMinute: number
  /** Octets of a command line. RFC 5321 section 4.5.3.1.4 says 512, and extensions may add to it. */
  readonly lineOctets: number
  /** Commands of one connection. */
  readonly commands: number
  /** Commands of one connection that were refused; guessing of recipients ends here. */
  readonly errors: number
  /** Recipients of a message; RFC 5321 section 4.5.3.1.8 asks for at least a hundred. */
  readonly recipients: number
  /** Octets of a message. A test needs no more than a line. */
  readonly messageOctets: number
  /** Waiting for one command line. RFC 5321 section 4.5.3.2.7 recommends five minutes, for servers that serve. */
  readonly commandMilliseconds: number
  /** For a whole message. */
  readonly dataMilliseconds: number
  readonly handshakeMilliseconds: number
  /** For the whole connection. */
  readonly sessionMilliseconds: number
  /** Tests at a time; when there are so many, an idle one makes room, or no new one begins. */
  readonly tokens: number
  /** Sessions that are kept of one test and case. */
  readonly sessionsPerCase: number
  /** Clients of whom connections without a recipient are remembered, and how many of each. */
  readonly namelessClients: number
  readonly namelessPerClient: number
}

/** The limits of a service. */
export const LIMITS: Limits = {
  connections: 256,
  connectionsPerClient: 64,
  connectionsPerMinute: 240,
  lineOctets: 1_024,
  commands: 200,
  errors: 10,
  recipients: 100,
  messageOctets: 1_048_576,
  commandMilliseconds: 60_000,
  dataMilliseconds: 120_000,
  handshakeMilliseconds: 20_000,
  sessionMilliseconds: 300_000,
  tokens: 5_000,
  sessionsPerCase: 8,
  namelessClients: 2_048,
  namelessPerClient: 128,
}
