import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { runInPrivateWorld } from '../../src/lab/senders/private-world.ts'
import type { Judgement } from './harness/dane-senders.ts'
import type { World } from './harness/dane-world.ts'
import { isMissing, type Peer, peerPath } from './harness/require-peer.ts'

/*
 * Real senders beside our own verdict: the same signed zones, the same servers, one judgement each. Postfix (posttls-finger)
 * and OpenSSL are what DANE for SMTP was made with; Exim and gnutls-cli know less of it, and where they differ is listed.
 */

/** What a sender shall make of each case: see `harness/dane-cases.ts`. */
const EXPECTED: Readonly<Record<string, Judgement>> = {
  good: 'authenticates',
  good512: 'authenticates',
  full: 'authenticates',
  mismatch: 'refuses',
  eeexpired: 'authenticates',
  eename: 'authenticates',
  ta: 'authenticates',
  taexpired: 'refuses',
  taname: 'refuses',
  tawildcard: 'authenticates',
  tacommonname: 'authenticates',
  tadomain: 'authenticates',
  taclient: 'refuses',
  tanotsent: 'refuses',
  tafull: 'authenticates',
  takey: 'authenticates',
  unusable: 'encrypts',
  partly: 'authenticates',
  agility: 'refuses',
  dualrsa: 'authenticates',
  dualec: 'refuses',
  alias: 'authenticates',
  aliasout: 'authenticates',
  none: 'encrypts',
  unsigned: 'encrypts',
  broken: 'refuses',
  bogus: 'refuses',
}

type SenderName = 'ours' | Extract<Peer, 'openssl' | 'posttls-finger' | 'gnutls-cli' | 'exim'>

/** Where a sender judges otherwise, what it says, and why. Nothing else may differ. */
const DIFFERENCES: Readonly<Record<Exclude<SenderName, 'ours'>, Readonly<Record<string, Judgement>>>> = {
  'posttls-finger': {},
  openssl: {
    // It is a library's client: the names that a secure MX set adds are the application's business, and s_client takes one.
    tadomain: 'refuses',
    // Usage 0 means something to it, and there are no roots here that would vouch for the chain.
    unusable: 'refuses',
  },
  exim: {
    // Exim 4.96 checks the name of the host alone.
    tadomain: 'refuses',
    // With GnuTLS it does not look for what a certificate may be used for.
    taclient: 'authenticates',
    // With GnuTLS a trust anchor must have been sent: a record in full does not bring it along.
    tafull: 'refuses',
    takey: 'refuses',
    // RFC 7671 section 9 is not implemented: any digest will do.
    agility: 'authenticates',
    // An address that is not secure ends it, though the alias itself is.
    aliasout: 'encrypts',
  },
  'gnutls-cli': {
    // Not asked to consult the roots of the web, it has nothing to say about usage 2 ("data are not available").
    ...Object.fromEntries(
      ['ta', 'tawildcard', 'tacommonname', 'tadomain', 'tafull', 'takey'].map((name) => [name, 'refuses' as const]),
    ),
    agility: 'authenticates',
    // It asks below the name that it was given, whatever that is an alias of.
    alias: 'refuses',
    // `--dane` demands records that can be used.
    unusable: 'refuses',
    none: 'refuses',
    unsigned: 'refuses',
  },
}

const WORLD = join(import.meta.dirname, 'harness/dane-world.ts')

describe.skipIf(isMissing('unshare', 'unbound'))('DANE as senders see it', () => {
  let world: World = {}

  beforeAll(async () => {
    const { stdout, stderr } = await runInPrivateWorld(peerPath('unshare'), [process.execPath, WORLD], 110_000)
    expect(stdout, stderr).not.toBe('')
    world = JSON.parse(stdout.slice(stdout.indexOf('{'))) as World // the border: written by dane-world.ts
  }, 120_000)

  const cases = Object.keys(EXPECTED)

  test('there are as many cases as expected', () => {
    expect(Object.keys(world).toSorted()).toEqual(cases.toSorted())
  })

  test.each(cases)('ours: %s', (name) => {
    const said = world[name]?.['ours']
    expect(said?.judgement, said?.output).toBe(EXPECTED[name])
  })

  describe.each(['posttls-finger', 'openssl', 'exim', 'gnutls-cli'] as const)('%s', (sender) => {
    test.skipIf(isMissing(sender)).each(cases)('%s', (name) => {
      const said = world[name]?.[sender]
      // A sender that knows no DNS is not asked where the DNS is what it is about.
      if (said === undefined) return expect(sender).toBe('openssl')
      expect(said.judgement, said.output).toBe(DIFFERENCES[sender][name] ?? EXPECTED[name])
    })
  })
})
