/** The folders of `src`, from the ground up, and the one file beside them. */
export type Folder =
  | 'base'
  | 'registry'
  | 'x509'
  | 'smtp'
  | 'dns'
  | 'tls'
  | 'mtasts'
  | 'dane'
  | 'tlsrpt'
  | 'requiretls'
  | 'received'
  | 'maillog'
  | 'facts'
  | 'audit'
  | 'judge'
  | 'mta-config'
  | 'report'
  | 'store'
  | 'lab/simulator'
  | 'lab'
  | 'index.ts'
  | 'apps'

/** A folder, or one file or sub-folder of it. */
type Place = Folder | `${Folder}/${string}`

/** What a folder may import: a place, its types alone, those of its files that are pure, or every row above its own. */
export type Grant =
  | Place
  | `types of ${Place}`
  | `pure files of ${Place}`
  | 'everything above'
  | 'types of everything above'

/** A row of the import table. */
export interface Layer {
  readonly folder: Folder
  readonly holds: string
  readonly imports: readonly Grant[]
  /** Rows that `everything above` leaves out. */
  readonly butNot?: readonly Folder[]
  /** What of it is pure: all, or these files and sub-folders (which end in a slash). */
  readonly pure: true | readonly string[]
  /** Pure parts that do not exist yet; the test says when one does. */
  readonly pureToCome?: readonly string[]
  /** True while the folder does not exist; the test says when it does. */
  readonly toCome?: true
}

/**
 * Who may import whom. This table is the documentation: ARCHITECTURE.md shows it, and `test/architecture.test.ts` holds both
 * together and the sources to them. A folder may always import itself; an app is a folder of its own.
 */
export const LAYERS: readonly Layer[] = [
  {
    folder: 'base',
    holds: 'readers and writers of bytes, failures, limits, names, addresses; no I/O of its own',
    imports: [],
    pure: true,
  },
  {
    folder: 'registry',
    holds: 'tables of numbers and names, generated from `data/registry`, and their lookups',
    imports: ['base'],
    pure: true,
  },
  {
    folder: 'x509',
    holds: 'certificates: DER, fields, chains, names; what OCSP says of them',
    imports: ['base', 'registry'],
    pure: true,
  },
  {
    folder: 'smtp',
    holds: 'dialling, replies, EHLO, the session up to STARTTLS',
    imports: ['base', 'registry'],
    pure: ['reply.ts', 'ehlo.ts', 'relay.ts'],
  },
  {
    folder: 'dns',
    holds: 'messages, transports, the stub resolver, DNSSEC, zones and their server',
    imports: ['base', 'registry'],
    pure: ['wire/', 'dnssec/', 'zone/'],
  },
  {
    folder: 'tls',
    holds: 'messages, the planner, probes of one hello, whole handshakes; takes a duplex stream and knows no SMTP',
    imports: ['base', 'registry', 'x509'],
    pure: ['wire/', 'planner/', 'hello.ts'],
  },
  {
    folder: 'mtasts',
    holds: 'MTA-STS: record, policy, match, fetch, cache, the host that serves policies',
    imports: ['base', 'registry', 'dns', 'x509'],
    pure: [
      'record.ts',
      'policy.ts',
      'policy-mx.ts',
      'media-type.ts',
      'match.ts',
      'examine.ts',
      'write-policy.ts',
      'policy-id.ts',
      'withdrawal.ts',
      'refresh.ts',
      'delivery.ts',
    ],
  },
  {
    folder: 'dane',
    holds: 'DANE: TLSA records, their lookup, match, coverage, rollover',
    imports: ['base', 'registry', 'dns', 'x509'],
    pure: true,
  },
  {
    folder: 'tlsrpt',
    holds: 'TLS-RPT: record, reports',
    imports: ['base', 'registry', 'dns', 'x509'],
    pure: true,
  },
  {
    folder: 'requiretls',
    holds: 'REQUIRETLS: what it asks of a route',
    imports: ['base', 'registry', 'dns', 'x509'],
    pure: true,
  },
  {
    folder: 'received',
    holds: 'Received header fields of every common server',
    imports: ['base', 'registry', 'dns', 'x509'],
    pure: true,
  },
  {
    folder: 'maillog',
    holds: 'what the logs of Postfix, Exim and Sendmail say about TLS, read as a stream and added up',
    imports: ['base', 'registry'],
    pure: true,
  },
  {
    folder: 'facts',
    holds: 'the document of everything observed: types, builders for tests',
    imports: ['base', 'registry', 'types of everything above'],
    pure: true,
  },
  {
    folder: 'audit',
    holds: 'targets, the survey of a server, the audit of a domain; the only composer of I/O',
    imports: ['everything above'],
    pure: [],
  },
  {
    folder: 'judge',
    holds: 'rules, profiles, score: facts in, judgement out',
    imports: [
      'base',
      'registry',
      'facts',
      'pure files of x509',
      'pure files of dane',
      'pure files of mtasts',
      'pure files of tlsrpt',
    ],
    pure: true,
  },
  {
    folder: 'mta-config',
    holds: 'settings of Postfix, Exim and Exchange: parse, lint, fix, generate',
    imports: ['base', 'registry', 'facts', 'types of judge/finding.ts'],
    pure: true,
  },
  {
    folder: 'report',
    holds: 'facts and judgement in, text out; the wording of failures and evidence',
    imports: ['base', 'registry', 'facts', 'judge', 'mta-config'],
    pure: true,
  },
  {
    folder: 'store',
    holds: 'what outlives the process, behind small interfaces: policies of MTA-STS',
    imports: ['base', 'types of facts', 'types of judge'],
    pure: [],
  },
  {
    folder: 'lab/simulator',
    holds: 'a TLS server in bytes: a model of what it supports in, its answer to a hello out',
    imports: ['base', 'registry', 'tls/wire'],
    pure: true,
  },
  {
    folder: 'lab',
    holds:
      'the miniature internet: certificate authority, names, servers, their faults, somebody on the path, real senders',
    imports: ['everything above'],
    butNot: ['audit', 'judge', 'report', 'store'],
    pure: [],
  },
  {
    folder: 'index.ts',
    holds: "what `import … from 'wiretight'` gives",
    imports: ['everything above'],
    pure: [],
  },
  {
    folder: 'apps',
    holds:
      'one folder an app, each thin; no app imports another, but `cli/NAME` starts the app NAME; nothing else imports an app',
    imports: ['everything above'],
    pure: [],
  },
]

/**
 * Modules of Node that a pure file may reach: they compute. Every other one can open a socket or a file, start a process, or
 * ask a clock or chance, or lends a way to one that can.
 */
export const PURE_NODE_MODULES: ReadonlySet<string> = new Set([
  'node:assert',
  'node:buffer',
  'node:crypto',
  'node:stream',
  'node:string_decoder',
  'node:url',
  'node:util',
  'node:zlib',
])

/** Packages that a pure file may reach: they do no I/O. */
export const PURE_PACKAGES: ReadonlySet<string> = new Set(['hono/html', 'hono/jsx', 'zod'])

/** What a pure file may use although it is not pure, and why. */
export const PURE_EXCEPTIONS: readonly {
  readonly file: string
  readonly uses: readonly string[]
  readonly why: string
}[] = [
  {
    file: 'base/inbox.ts',
    uses: ['setTimeout'],
    why: 'a deadline belongs to the reading of a stream; the stream itself is handed in',
  },
]

/** Lines that a source may have. Those in {@link TABLES} may have more. */
export const FILE_LINES = 300

/** Sources that are one table, where a limit would only cut the table in two. */
export const TABLES: ReadonlySet<string> = new Set([
  'mta-config/postfix/parameters.ts',
  'registry/alerts.ts',
  'registry/cipher-suites.ts',
  'registry/dh-primes.ts',
  'registry/extensions.ts',
  'registry/groups.ts',
  'registry/signature-schemes.ts',
  'registry/ssl2-kinds.ts',
  'registry/verify-codes.ts',
])
