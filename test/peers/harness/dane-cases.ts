import { certificateSubject, generateTlsa, type TlsaParameters } from '../../../src/dane/generate.ts'
import { formatTlsa } from '../../../src/dane/tlsa-text.ts'
import type { TlsaRecord } from '../../../src/dns/lookup.ts'
import type { TreeZone } from '../../../src/dns/signed-tree.ts'
import { parseName } from '../../../src/dns/wire/name.ts'
import { RR_TYPES } from '../../../src/dns/wire/rr-type.ts'
import { createAuthority, type IssuedCertificate } from '../../../src/lab/certificate-authority.ts'

/** A domain with one exchanger, of which senders are to make up their minds. */
export interface DaneCase {
  /** The domain is `<name>.lab`, its exchanger `mx.<name>.lab`. */
  readonly name: string
  readonly address: string
  readonly chains: readonly IssuedCertificate[]
  readonly zones: readonly TreeZone[]
  /** The records that count, for a sender that knows no DNS; null where the DNS is what the case is about. */
  readonly records: readonly TlsaRecord[] | null
  /** The only kind of key that senders shall take, of a server with both. */
  readonly only: 'RSA' | 'ECDSA' | null
}

const APEX = '@ SOA ns h 1 2 3 4 300\n@ NS ns\nns A 127.0.0.1\n@ MX 10 mx\n'
const DAY = 86_400_000

type Request = Partial<Parameters<ReturnType<typeof createAuthority>['issue']>[0]>

/** Makes every case, with certificates of an authority of its own. */
export async function makeDaneCases(now: Date): Promise<readonly DaneCase[]> {
  const authority = createAuthority({ name: 'Peers', now })
  const { intermediate, root } = authority.certificates
  const issue = (name: string, more: Request = {}): Promise<IssuedCertificate> =>
    authority.issue({ names: [`mx.${name}.lab`], ...more })
  const stranger = await issue('stranger')
  const late = { notAfter: new Date(now.getTime() - DAY) }
  const others = { names: ['other.example'] }
  const cases: DaneCase[] = []
  const address = (): string => `127.0.1.${cases.length + 1}`

  const add = async (name: string, records: (own: IssuedCertificate) => readonly TlsaRecord[], more?: Request) => {
    const own = await issue(name, more)
    const made = records(own)
    const zones = [{ origin: `${name}.lab.`, text: `${APEX}mx A ${address()}\n${linesOf('mx', made)}` }]
    cases.push({ name, address: address(), chains: [own], zones, records: made, only: null })
  }
  await add('good', ({ der }) => [record('3 1 1', der)])
  await add('good512', ({ der }) => [record('3 0 2', der)])
  await add('full', ({ der }) => [record('3 0 0', der)])
  await add('mismatch', () => [record('3 1 1', stranger.der)])
  await add('eeexpired', ({ der }) => [record('3 1 1', der)], late)
  await add('eename', ({ der }) => [record('3 1 1', der)], others)
  await add('ta', () => [record('2 1 1', intermediate.der)])
  await add('taexpired', () => [record('2 1 1', intermediate.der)], late)
  await add('taname', () => [record('2 1 1', intermediate.der)], others)
  await add('tawildcard', () => [record('2 0 1', intermediate.der)], { names: ['*.tawildcard.lab'] })
  await add('tacommonname', () => [record('2 0 1', intermediate.der)], { names: [], commonName: 'mx.tacommonname.lab' })
  await add('tadomain', () => [record('2 1 1', intermediate.der)], { names: ['tadomain.lab'] })
  await add('taclient', () => [record('2 1 1', intermediate.der)], { eku: ['clientAuth'] })
  await add('tanotsent', () => [record('2 1 1', root.der)])
  await add('tafull', () => [record('2 0 0', root.der)])
  await add('takey', () => [record('2 1 0', root.der)])
  await add('unusable', () => [record('0 0 1', intermediate.der)])
  await add('partly', ({ der }) => [record('0 0 1', intermediate.der), record('3 1 1', der)])
  await add('agility', ({ der }) => [record('3 1 1', der), { ...record('3 1 2', der), data: 'ab'.repeat(64) }])

  const names = ['mx.dualrsa.lab', 'mx.dualec.lab']
  const chains = [await issue('dualrsa', { key: 'rsa-2048', names }), await issue('dualec', { names })]
  for (const [name, only] of [
    ['dualrsa', 'RSA'],
    ['dualec', 'ECDSA'],
  ] as const) {
    const records = chains.slice(0, 1).map(({ der }) => record('3 1 1', der))
    const zones = [{ origin: `${name}.lab.`, text: `${APEX}mx A ${address()}\n${linesOf('mx', records)}` }]
    cases.push({ name, address: address(), chains, zones, records, only })
  }

  const addZones = async (name: string, zones: (own: IssuedCertificate, at: string) => readonly TreeZone[]) => {
    const own = await issue(name)
    cases.push({ name, address: address(), chains: [own], zones: zones(own, address()), records: null, only: null })
  }
  const right = ({ der }: IssuedCertificate) => [record('3 1 1', der)]
  const wrong = [record('3 1 1', stranger.der)]
  // An alias into a signed zone: the records of its end count.
  await addZones('alias', (own, at) => [
    { origin: 'alias.lab.', text: `${APEX}mx CNAME mx.end.lab.\n${linesOf('mx', wrong)}` },
    { origin: 'end.lab.', text: `${APEX}mx A ${at}\n${linesOf('mx', right(own))}` },
  ])
  // An alias into an unsigned zone: its own records count.
  await addZones('aliasout', (own, at) => [
    { origin: 'aliasout.lab.', text: `${APEX}mx CNAME mx.outside.lab.\n${linesOf('mx', right(own))}` },
    { origin: 'outside.lab.', text: `${APEX}mx A ${at}\n${linesOf('mx', wrong)}`, algorithm: null },
  ])
  await addZones('none', (_, at) => [{ origin: 'none.lab.', text: `${APEX}mx A ${at}\n` }])
  await addZones('unsigned', (_, at) => [
    { origin: 'unsigned.lab.', text: `${APEX}mx A ${at}\n${linesOf('mx', wrong)}`, algorithm: null },
  ])
  await addZones('broken', (_, at) => [
    {
      origin: 'broken.lab.',
      text: `${APEX}mx A ${at}\n`,
      faults: [{ kind: 'corrupt', name: parseName('mx.broken.lab.'), type: RR_TYPES.NSEC }],
    },
  ])
  await addZones('bogus', (own, at) => [
    {
      origin: 'bogus.lab.',
      text: `${APEX}mx A ${at}\n${linesOf('mx', right(own))}`,
      faults: [{ kind: 'corrupt', name: parseName('_25._tcp.mx.bogus.lab.'), type: RR_TYPES.TLSA }],
    },
  ])
  return cases
}

function record(parameters: string, der: Uint8Array): TlsaRecord {
  const [usage, selector, matching] = parameters.split(' ').map(Number)
  return generateTlsa(certificateSubject(der), { usage, selector, matching } as TlsaParameters)
}

function linesOf(host: string, records: readonly TlsaRecord[]): string {
  return records.map((one) => `_25._tcp.${host} TLSA ${formatTlsa(one)}\n`).join('')
}
