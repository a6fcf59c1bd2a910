import type { TlsVersion } from '../../../src/base/answer.ts'

/**
 * A suite as a client names it: nmap by IANA's name, testssl.sh by OpenSSL's, sslscan by OpenSSL's if its own OpenSSL has
 * the suite and else by IANA's.
 */
export interface SeenSuite {
  readonly name: string
  /** The code point, which nmap does not print. Three bytes for SSL 2.0, else two. */
  readonly id: number | null
}

/** What a client's document says. */
export interface Found {
  /** In the order in which the client printed them. */
  readonly suites: Readonly<Record<TlsVersion, readonly SeenSuite[]>>
  /** Versions that the client calls enabled, even if it cannot list their suites, as sslscan for SSL 2.0 and 3.0. */
  readonly enabled: readonly TlsVersion[]
}

/** Reads the XML of sslscan 2: `<protocol … enabled="1"/>` and `<cipher status="accepted" sslversion= cipher= id=/>`. */
export function readSslscan(xml: string): Found {
  expectDocument(xml, '<document', 'sslscan')
  const enabled: TlsVersion[] = []
  for (const [tag] of xml.matchAll(/<protocol [^>]*>/g)) {
    const version = VERSION_NAMES[`${attribute(tag, 'type')} ${attribute(tag, 'version')}`]
    if (version !== undefined && attribute(tag, 'enabled') === '1') enabled.push(version)
  }
  const suites = noSuites()
  for (const [tag] of xml.matchAll(/<cipher [^>]*>/g)) {
    const version = VERSION_NAMES[attribute(tag, 'sslversion')]
    if (version !== undefined)
      suites[version].push({ name: attribute(tag, 'cipher'), id: Number(attribute(tag, 'id')) })
  }
  return { suites, enabled }
}

/** Reads nmap's XML of `ssl-enum-ciphers`: a table for each version, in it one for each suite. nmap knows no SSL 2.0. */
export function readNmap(xml: string): Found {
  expectDocument(xml, '<nmaprun', 'nmap')
  const suites = noSuites()
  // Each piece begins with a version's table and ends before the next one.
  for (const piece of xml.split(/<table key="(?=SSLv|TLSv)/).slice(1)) {
    const version = VERSION_NAMES[piece.slice(0, piece.indexOf('"'))]
    if (version === undefined) continue
    for (const [, name = ''] of piece.matchAll(/<elem key="name">(\w+)<\/elem>/g)) {
      // nmap's own spelling of the suites of TLS 1.3.
      suites[version].push({ name: name.replace('TLS_AKE_WITH_', 'TLS_'), id: null })
    }
  }
  return { suites, enabled: [] }
}

/** Reads the JSON of testssl.sh 3.0: a flat list, in it `cipher-tls1_2_xc030` and the line that was printed. */
export function readTestssl(json: string): Found {
  const list: unknown = JSON.parse(json)
  if (!Array.isArray(list)) throw new Error('testssl.sh wrote no list')
  const suites = noSuites()
  const enabled: TlsVersion[] = []
  for (const { id, finding } of list.map(asFinding)) {
    const offered = VERSION_NAMES[id]
    if (offered !== undefined && finding.startsWith('offered')) enabled.push(offered)
    const [, label = '', hex = ''] = /^cipher-(\w+)_x([0-9a-f]+)$/.exec(id) ?? []
    const version = VERSION_NAMES[label]
    const name = new RegExp(`\\bx${hex}\\s+(\\S+)`).exec(finding)?.[1]
    if (version !== undefined && name !== undefined) suites[version].push({ name, id: Number.parseInt(hex, 16) })
  }
  return { suites, enabled }
}

/** What the three call the versions. */
const VERSION_NAMES: Readonly<Record<string, TlsVersion>> = {
  'ssl 2': 'ssl2',
  'ssl 3': 'ssl3',
  'tls 1.0': 'tls10',
  'tls 1.1': 'tls11',
  'tls 1.2': 'tls12',
  'tls 1.3': 'tls13',
  SSLv2: 'ssl2',
  SSLv3: 'ssl3',
  'TLSv1.0': 'tls10',
  'TLSv1.1': 'tls11',
  'TLSv1.2': 'tls12',
  'TLSv1.3': 'tls13',
  ssl2: 'ssl2',
  ssl3: 'ssl3',
  tls1: 'tls10',
  tls1_1: 'tls11',
  tls1_2: 'tls12',
  tls1_3: 'tls13',
  TLS1: 'tls10',
  TLS1_1: 'tls11',
  TLS1_2: 'tls12',
  TLS1_3: 'tls13',
}

function noSuites(): Record<TlsVersion, SeenSuite[]> {
  return { ssl2: [], ssl3: [], tls10: [], tls11: [], tls12: [], tls13: [] }
}

function attribute(tag: string, name: string): string {
  return new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
}

function asFinding(entry: unknown): { id: string; finding: string } {
  const { id, finding } = entry as { id?: unknown; finding?: unknown } // the border: checked in the next line
  return { id: typeof id === 'string' ? id : '', finding: typeof finding === 'string' ? finding : '' }
}

function expectDocument(text: string, opening: string, client: string): void {
  if (!text.includes(opening)) throw new Error(`${client} wrote no document:\n${text.slice(0, 500)}`)
}
