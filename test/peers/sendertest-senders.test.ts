import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { SenderTestCaseId } from '../../src/facts/sender-test-facts.ts'
import { runInPrivateWorld } from '../../src/lab/senders/private-world.ts'
import { isMissing, peerPath } from './harness/require-peer.ts'
import type { SenderTestWorld } from './harness/sendertest-world.ts'

/*
 * `wiretight sendertest --local --real-ports` and real mail servers: seven settings of Postfix and three of Exim write to every
 * case, and each report must tell what wrote. What each did is the table.
 */

const SENDERS = [
  'postfix-none',
  'postfix-may',
  'postfix-encrypt',
  'postfix-dane',
  'postfix-dane-only',
  'postfix-verify',
  'postfix-secure',
  'exim',
  'exim-require-dane',
  'exim-require-tls',
] as const

type SenderName = (typeof SENDERS)[number]

/**
 * What became of the message of each case, in the order of {@link SENDERS}: E encrypted, C in clear, R the sender came and gave
 * nothing, N it never came.
 */
const EXPECTED: Readonly<Record<SenderTestCaseId, string>> = {
  plain: 'C E E E N E E E N E',
  dane: 'C E E E E E E E E E',
  'mta-sts': 'C E E E N E E E N E',
  'no-starttls': 'C C R C N R R C N R',
  'starttls-454': 'C C R C N R R C N R',
  'stripped-dane': 'C C R R R R R R R R',
  'tempfail-dane': 'C C R R R R R R R R',
  'stripped-mta-sts': 'C C R C N R R C N R',
  expired: 'C E E E N R R E N E',
  'expired-dane': 'C E E E E R R E E E',
  'expired-dane-ta': 'C E E R R R R R R R',
  'expired-mta-sts': 'C E E E N R R E N E',
  'self-signed': 'C E E E N R R E N E',
  'self-signed-mta-sts': 'C E E E N R R E N E',
  'wrong-name': 'C E E E N R R E N E',
  'wrong-name-mta-sts': 'C E E E N R R E N E',
  'tlsa-mismatch': 'C E E R R E E R R R',
  'tlsa-unusable': 'C E E E N E E E E E',
  // Exim, too, demands TLS where TLSA records are unusable.
  'tlsa-unusable-stripped': 'C C R R N R R R R R',
  'tlsa-bogus': 'C E E N N E E N N N',
  'tlsa-unsigned': 'C E E E N E E E N E',
  'dnssec-bogus': 'N N N N N N N N N N',
  'mta-sts-testing': 'C E E E N R R E N E',
  'mx-not-in-policy': 'C E E E N E E E N E',
  // Where it must authenticate, Postfix asks more of TLS 1.0 than this server can.
  tls10: 'C E E E N R R E N E',
  // Postfix offers anonymous suites where it need not authenticate, Exim with GnuTLS never does.
  anonymous: 'C E E E N R R C N R',
  weak: 'C E E E N E E E N E',
  // Debian 12 has neither OpenSSL 3.5 nor GnuTLS 3.8.
  'post-quantum': 'C C R C N R R C N R',
  requiretls: 'C E E E E E E E E E',
  'requiretls-missing': 'C E E E E E E E E E',
  'tls-required-no': 'C E E R R R R R R R',
  // Exim takes lines before TLS for an error ("synch error"), and goes on in clear where it may.
  injection: 'C E E E N E E C N R',
  greylist: 'C E E E N E E E N E',
  ipv4: 'C E E E N E E E N E',
  ipv6: 'C E E E N E E E N E',
}

const LETTERS: Readonly<Record<string, string>> = { encrypted: 'E', clear: 'C', refused: 'R', never: 'N' }

const WORLD = join(import.meta.dirname, 'harness/sendertest-world.ts')

describe.skipIf(isMissing('unshare', 'unbound', 'postfix', 'exim', 'swaks'))('senders under test', () => {
  let world: SenderTestWorld = {}

  beforeAll(async () => {
    const { stdout, stderr } = await runInPrivateWorld(peerPath('unshare'), [process.execPath, WORLD], 170_000)
    expect(stdout, stderr).not.toBe('')
    world = JSON.parse(stdout.slice(stdout.indexOf('{"postfix'))) as SenderTestWorld // the border: written by sendertest-world.ts
  }, 180_000)

  const lettersOf = (sender: SenderName): Readonly<Record<string, string>> =>
    Object.fromEntries(
      (world[sender]?.document.cases ?? []).map((each) => [each.case, LETTERS[each.outcome] ?? each.outcome]),
    )

  test.each(SENDERS.map((sender, at) => ({ sender, at })))('$sender: what came of each case', ({ sender, at }) => {
    const expected = Object.entries(EXPECTED).map(([name, letters]) => [name, letters.split(' ')[at]])
    expect(lettersOf(sender), world[sender]?.log.slice(-6_000)).toEqual(Object.fromEntries(expected))
  })

  test.each(SENDERS)('%s is recognised', (sender) => {
    const ids = world[sender]?.document.looksLike.map(({ id }) => id)
    expect(ids).toContain(sender)
    // A certificate for the exchanger is one for a name below the domain here, so that these two look alike.
    if (sender !== 'postfix-verify' && sender !== 'postfix-secure') expect(ids?.length).toBeLessThanOrEqual(2)
  })

  test('no two settings look alike, but verify and secure', () => {
    const looks = SENDERS.filter((sender) => sender !== 'postfix-verify').map((sender) =>
      JSON.stringify(lettersOf(sender)),
    )
    expect(new Set(looks).size).toBe(SENDERS.length - 1)
  })

  test('what was seen of TLS is what the sender logged', () => {
    const sessions = (world['postfix-may']?.document.cases ?? []).flatMap(({ sessions: all }) => all)
    const suites = new Set(sessions.flatMap(({ tls }) => tls?.suite ?? []))
    const log = world['postfix-may']?.log ?? ''
    expect(log).toMatch(/TLSv1\.3 with cipher TLS_AES_256_GCM_SHA384/)
    expect(log).toMatch(/TLSv1\.2 with cipher AES(128|256)-SHA/)
    expect(log).toMatch(/TLSv1 with cipher ECDHE-ECDSA-AES/)
    expect(suites).toContain('TLS_AES_256_GCM_SHA384')
    expect([...suites].some((suite) => /^TLS_RSA_WITH_AES_(128|256)_CBC_SHA$/.test(suite))).toBe(true)
    expect([...suites].some((suite) => suite.includes('anon'))).toBe(true)
  })

  test('SNI is sent where DANE applies, and TLSA records are asked for', () => {
    const of = world['postfix-dane']?.document.cases.find((each) => each.case === 'dane')
    expect(of?.sessions[0]?.tls?.sni).toBe('mx.dane.sendertest.example')
    expect(of?.lookups.tlsa).toBeGreaterThan(0)
  })

  test('the report for people names the setting', () => {
    expect(world['postfix-may']?.text).toContain('This looks like Postfix may.')
    expect(world['postfix-may']?.text).toContain('smtp_tls_security_level = dane')
    expect(world['postfix-dane-only']?.document.findings.map(({ code }) => code)).not.toContain('sender-stripped-dane')
  })
})
