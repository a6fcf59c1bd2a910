import { fail } from '../src/base/failure.ts'
import type { Resolver } from '../src/dns/lookup.ts'
import { buildSignedTree, type TreeZone } from '../src/dns/signed-tree.ts'
import { createValidatingResolver } from '../src/dns/validating-resolver.ts'
import { formatName, lowerName, parseName } from '../src/dns/wire/name.ts'
import { RR_TYPES } from '../src/dns/wire/rr-type.ts'
import { answer, NOW, ROOT_TEXT, TIMES } from './dns-signed-lab.ts'

/* A small internet of signed and unsigned zones for tests of TLSA lookups, and a validating resolver in front of it. */

const APEX = '@ SOA ns h 1 2 3 4 300\n@ NS ns\nns A 192.0.2.53\n'
const RECORD = `TLSA 3 1 1 ${'ab'.repeat(32)}`

const ZONES: readonly TreeZone[] = [
  {
    origin: 'good.lab.',
    text: `${APEX}@ MX 10 mx
mx A 192.0.2.25
_25._tcp.mx ${RECORD}
none A 192.0.2.26
mixed A 192.0.2.27
_25._tcp.mixed TLSA 0 0 1 ${'cd'.repeat(32)}
_25._tcp.mixed ${RECORD}
unusable A 192.0.2.28
_25._tcp.unusable TLSA 0 0 1 ${'cd'.repeat(32)}
_25._tcp.unusable TLSA 3 1 1 abcd
inside CNAME mx
outside CNAME mx.plain.lab.
_25._tcp.outside ${RECORD}
both CNAME mx.other.lab.
_25._tcp.both TLSA 3 1 1 ${'ef'.repeat(32)}
silent CNAME none
_25._tcp.silent ${RECORD}
ptr A 192.0.2.29
_25._tcp.ptr CNAME _dane.other.lab.
leaving A 192.0.2.30
_25._tcp.leaving CNAME _dane.plain.lab.
servfail A 192.0.2.31
timeout A 192.0.2.32
nowhere TXT x
`,
  },
  { origin: 'other.lab.', text: `${APEX}mx A 192.0.2.40\n_25._tcp.mx ${RECORD}\n_dane ${RECORD}\n` },
  {
    origin: 'plain.lab.',
    text: `${APEX}@ MX 10 mx\nmx A 192.0.2.50\n_25._tcp.mx ${RECORD}\n_dane ${RECORD}\nalias CNAME mx.good.lab.\n`,
    algorithm: null,
  },
  {
    origin: 'broken.lab.',
    text: `${APEX}mx A 192.0.2.60\nlate A 192.0.2.61\n_25._tcp.late ${RECORD}\n`,
    faults: [
      { kind: 'corrupt', name: parseName('mx.broken.lab.'), type: RR_TYPES.NSEC },
      { kind: 'expired', name: parseName('_25._tcp.late.broken.lab.'), type: RR_TYPES.TLSA },
    ],
  },
]

const tree = buildSignedTree([{ origin: '.', text: ROOT_TEXT }, { origin: 'lab.', text: ROOT_TEXT }, ...ZONES], TIMES)

/** A resolver over the zones; it notes what it was asked, as `name TYPE`. */
export function daneResolver(): Resolver & { readonly asked: readonly string[] } {
  const asked: string[] = []
  const resolver = createValidatingResolver({
    anchors: tree.anchors,
    now: () => NOW * 1_000,
    upstream: {
      description: 'zones of this test',
      ask: async ({ name, type }) => {
        const plain = formatName(lowerName(name)).replace(/\.$/, '')
        const server = 'test'
        if (plain === '_25._tcp.servfail.good.lab') fail({ code: 'dns-rcode', server, name: plain, rcode: 'SERVFAIL' })
        if (plain === '_25._tcp.timeout.good.lab') fail({ code: 'dns-timeout', server, name: plain })
        return answer(tree.zones, name, type)
      },
    },
  })
  return {
    description: resolver.description,
    asked,
    lookup: (name, type, signal) => {
      asked.push(`${name} ${type}`)
      return resolver.lookup(name, type, signal)
    },
  }
}
