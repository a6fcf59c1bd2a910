import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:https'
import type { ConnectionOptions } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CASES } from '../src/apps/sendertest/cases.ts'
import { caseDomain, caseHost, policyHostName } from '../src/apps/sendertest/names.ts'
import type { SenderTest } from '../src/apps/sendertest/sender-test.ts'
import { parseTrustAnchors } from '../src/dns/dnssec/trust-anchors.ts'
import type { Resolver } from '../src/dns/lookup.ts'
import { createStubResolver } from '../src/dns/stub-resolver.ts'
import { createDo53Upstream } from '../src/dns/transport/do53.ts'
import { createValidatingResolver } from '../src/dns/validating-resolver.ts'
import type { SenderTestCaseFacts, SenderTestCaseId, SenderTestSession } from '../src/facts/sender-test-facts.ts'
import { createAuthority } from '../src/lab/certificate-authority.ts'
import {
  GREYLIST_MILLISECONDS,
  NETWORK,
  PORTS,
  placeOf,
  recipientOf,
  SmtpClient,
  sendMessage,
  startService,
  ZONE,
} from './support/sendertest-service.ts'

let service: SenderTest

beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.close())

function begin(): string {
  return service.begin()?.token ?? ''
}

function factsOf(token: string, of: SenderTestCaseId): SenderTestCaseFacts {
  const facts = service.factsOf(token)?.cases.find((each) => each.case === of)
  if (facts === undefined) throw new Error(`no facts of ${of}`)
  return facts
}

describe('every case', () => {
  const modern: Partial<SenderTestSession['tls']> = {
    version: 'tls13',
    suite: 'TLS_AES_256_GCM_SHA384',
    group: 'X25519MLKEM768',
  }
  const served = CASES.filter(
    ({ server }) => server.starttls === 'offered' && server.tls === 'modern' && !server.greylists,
  )

  test.each(served.map(({ id }) => id))('%s takes a message in TLS', async (of) => {
    const token = begin()
    const servername = caseHost(of, ZONE)
    expect(await sendMessage(service, of, token, { tls: { servername } })).toMatch(/^250 /)
    const [session, ...more] = factsOf(token, of).sessions
    expect(more).toEqual([])
    expect(session).toMatchObject({
      helo: 'client.example',
      starttls: 'asked',
      tls: { ...modern, sni: servername, clientCertificate: false },
      message: 'accepted',
      certain: true,
    })
    const others = (service.factsOf(token)?.cases ?? []).filter((each) => each.case !== of)
    expect(others.flatMap(({ sessions }) => sessions)).toEqual([])
  })

  test.each(CASES.filter(({ server }) => server.starttls !== 'offered').map(({ id, server }) => ({ id, server })))(
    '$id takes a message in clear',
    async ({ id, server }) => {
      const token = begin()
      const client = await SmtpClient.open(placeOf(service, id))
      const offer = await client.say('EHLO client.example')
      expect(offer.includes('STARTTLS')).toBe(server.starttls === '454')
      expect(await client.say('STARTTLS')).toMatch(server.starttls === '454' ? /^454 / : /^502 /)
      client.close()
      expect(await sendMessage(service, id, token, { tls: null })).toMatch(/^250 /)
      expect(factsOf(token, id).sessions).toContainEqual(
        expect.objectContaining({ tls: null, message: 'accepted', certain: true }),
      )
    },
  )

  const tls: readonly { of: SenderTestCaseId; options: ConnectionOptions; expected: object | null }[] = [
    {
      of: 'tls10',
      options: { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' },
      expected: { version: 'tls10', suite: 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', group: 'x25519' },
    },
    { of: 'tls10', options: { minVersion: 'TLSv1.2' }, expected: null },
    {
      of: 'anonymous',
      options: { maxVersion: 'TLSv1.2', ciphers: 'AECDH:@SECLEVEL=0' },
      expected: { version: 'tls12', suite: 'TLS_ECDH_anon_WITH_AES_256_CBC_SHA' },
    },
    {
      of: 'anonymous',
      options: { maxVersion: 'TLSv1.2', ciphers: 'ADH:@SECLEVEL=0', minDHSize: 1 },
      expected: { version: 'tls12', suite: 'TLS_DH_anon_WITH_AES_256_GCM_SHA384', group: null },
    },
    { of: 'anonymous', options: {}, expected: null },
    {
      of: 'weak',
      options: { ciphers: 'AES128-SHA:@SECLEVEL=0', maxVersion: 'TLSv1.2' },
      expected: { version: 'tls12', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA', group: null },
    },
    { of: 'weak', options: { minVersion: 'TLSv1.3' }, expected: null },
    {
      of: 'post-quantum',
      options: { ecdhCurve: 'X25519MLKEM768' },
      expected: { version: 'tls13', group: 'X25519MLKEM768' },
    },
    { of: 'post-quantum', options: { ecdhCurve: 'P-256' }, expected: null },
    {
      of: 'plain',
      options: { maxVersion: 'TLSv1.2', ecdhCurve: 'P-256' },
      expected: { version: 'tls12', group: 'secp256r1' },
    },
    { of: 'plain', options: { ecdhCurve: 'P-256:X25519' }, expected: { version: 'tls13' } },
  ]
  test.each(tls)('$of with $options: $expected', async ({ of, options, expected }) => {
    const token = begin()
    const sent = await sendMessage(service, of, token, { tls: options }).catch((error: Error) => error.message)
    if (expected !== null) {
      expect(sent).toMatch(/^250 /)
      expect(factsOf(token, of).sessions[0]?.tls).toMatchObject(expected)
      return
    }
    expect(sent).toBe('TLS failed')
    // Nobody was named; on the tester's own machine the connection counts for the test all the same.
    const [session] = factsOf(token, of).sessions
    expect(session).toMatchObject({
      tls: null,
      message: 'none',
      tlsFailure: { reason: expect.stringMatching(/\w/) },
      certain: false,
    })
    expect(session?.tlsFailure?.offered.length).toBeGreaterThan(0)
  })

  test('a connection that names nobody belongs to the test of its address', async () => {
    const [mine, other] = [begin(), begin()]
    const from = '127.0.0.201'
    expect(await sendMessage(service, 'plain', mine, { from })).toMatch(/^250 /)
    expect(await sendMessage(service, 'plain', other, { from: '127.0.0.202' })).toMatch(/^250 /)
    const client = await SmtpClient.open(placeOf(service, 'tlsa-mismatch'), from)
    await client.say('EHLO client.example')
    await client.startTls()
    await client.say('QUIT')
    client.close()
    await expect
      .poll(() => factsOf(mine, 'tlsa-mismatch').sessions)
      .toMatchObject([{ address: from, message: 'none', certain: true }])
    expect(factsOf(other, 'tlsa-mismatch').sessions).toEqual([])
  })

  test('a client certificate is noted', async () => {
    const token = begin()
    const issued = await createAuthority({ name: 'Client', now: new Date() }).issue({ names: ['client.example'] })
    await sendMessage(service, 'plain', token, { tls: { cert: issued.pem, key: issued.privateKeyPem ?? '' } })
    expect(factsOf(token, 'plain').sessions[0]?.tls?.clientCertificate).toBe(true)
  })
})

describe('recipients', () => {
  const refused = [
    { name: 'another domain', recipient: () => '<a@example.org>' },
    { name: 'postmaster', recipient: () => `<postmaster@plain.${ZONE}>` },
    { name: 'no domain', recipient: (token: string) => `<${token}>` },
    { name: 'the zone itself', recipient: (token: string) => `<${token}@${ZONE}>` },
    { name: 'another case', recipient: (token: string) => recipientOf(token, 'dane') },
    { name: 'a token that was never given', recipient: () => `<aaaaaaaaaaaa@plain.${ZONE}>` },
    {
      name: 'a relay in the local part',
      recipient: (token: string) => `<a%example.org@plain.${ZONE}${token.slice(0, 0)}>`,
    },
    { name: 'two addresses in one', recipient: (token: string) => `<${token}@plain.${ZONE}@example.org>` },
    { name: 'quotes', recipient: (token: string) => `<"${token}"@plain.${ZONE}>` },
    { name: 'the null path', recipient: () => '<>' },
  ]
  test.each(refused)('$name: 550', async ({ recipient }) => {
    const client = await SmtpClient.open(placeOf(service, 'plain'))
    await client.say('EHLO client.example')
    await client.say('MAIL FROM:<a@b.example>')
    expect(await client.say(`RCPT TO:${recipient(begin())}`)).toMatch(/^550 /)
    expect(await client.say('DATA')).toMatch(/^503 /)
    client.close()
  })

  test('letter case and a source route do not matter', async () => {
    const token = begin()
    const client = await SmtpClient.open(placeOf(service, 'plain'))
    await client.say('ehlo client.example')
    await client.say('mail from:<>')
    expect(await client.say(`rcpt to:<@relay.example:${token.toUpperCase()}@Plain.${ZONE}.>`)).toMatch(/^250 /)
    client.close()
    await expect.poll(() => factsOf(token, 'plain').sessions).toMatchObject([{ message: 'unfinished' }])
  })

  test('pipelined commands are answered in order, and a second message may follow', async () => {
    const token = begin()
    const client = await SmtpClient.open(placeOf(service, 'plain'))
    const one = `MAIL FROM:<a@b.example>\r\nRCPT TO:${recipientOf(token, 'plain')}\r\nDATA\r\n`
    client.write(`EHLO client.example\r\n${one}`)
    const replies = [await client.reply(), await client.reply(), await client.reply(), await client.reply()]
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['250', '250', '250', '354'])
    client.write(`x: y\r\n\r\n.\r\n${one}.\r\nQUIT\r\n`)
    const more = [
      await client.reply(),
      await client.reply(),
      await client.reply(),
      await client.reply(),
      await client.reply(),
      await client.reply(),
    ]
    expect(more.map((reply) => reply.slice(0, 3))).toEqual(['250', '250', '250', '354', '250', '221'])
    expect(factsOf(token, 'plain').sessions.map(({ message }) => message)).toEqual(['accepted', 'accepted'])
  })
})

describe('what is special', () => {
  test('REQUIRETLS is announced inside TLS only, and taken there only', async () => {
    const token = begin()
    const client = await SmtpClient.open(placeOf(service, 'requiretls'))
    expect(await client.say('EHLO client.example')).not.toMatch(/REQUIRETLS/)
    expect(await client.say('MAIL FROM:<a@b.example> REQUIRETLS')).toMatch(/^555 /)
    await client.startTls()
    expect(await client.say('EHLO client.example')).toMatch(/^250-REQUIRETLS\r$/m)
    client.close()
    expect(await sendMessage(service, 'requiretls', token, { parameters: ' SIZE=10 REQUIRETLS' })).toMatch(/^250 /)
    expect(factsOf(token, 'requiretls').sessions.at(-1)).toMatchObject({ requireTls: true, message: 'accepted' })
    expect(await sendMessage(service, 'requiretls-missing', token, { parameters: ' REQUIRETLS' })).toMatch(/^555 /)
  })

  test.each([
    { header: 'TLS-Required: No\r\n', expected: true },
    { header: 'tls-required:\r\n no\r\n', expected: true },
    { header: 'TLS-Required: Yes\r\n', expected: false },
    { header: 'TLS-Required: No\r\nTLS-Required: No\r\n', expected: false },
    { header: '', expected: false },
  ])('TLS-Required, $header: $expected', async ({ header, expected }) => {
    const token = begin()
    await sendMessage(service, 'tls-required-no', token, { header })
    expect(factsOf(token, 'tls-required-no').sessions[0]?.tlsRequiredNo).toBe(expected)
  })

  test('a client that throws injected lines away waits, one that keeps them does not', async () => {
    const [careful, careless] = [begin(), begin()]
    expect(await sendMessage(service, 'injection', careful)).toMatch(/^250 /)
    expect(factsOf(careful, 'injection').sessions).toMatchObject([{ injected: 'discarded', message: 'accepted' }])
    const client = await SmtpClient.open(placeOf(service, 'injection'))
    await client.say('EHLO client.example')
    await client.startTls({}, true)
    expect(await client.say('EHLO client.example')).toContain('XINJECTED')
    await client.say('MAIL FROM:<a@b.example>')
    await client.say(`RCPT TO:${recipientOf(careless, 'injection')}`)
    client.close()
    await expect.poll(() => factsOf(careless, 'injection').sessions).toMatchObject([{ injected: 'used' }])
  })

  test('greylisting refuses at first, and takes the message of one who comes back', async () => {
    const token = begin()
    expect(await sendMessage(service, 'greylist', token)).toMatch(/^450 /)
    expect(await sendMessage(service, 'greylist', token)).toMatch(/^450 /)
    await new Promise((resolve) => setTimeout(resolve, GREYLIST_MILLISECONDS))
    expect(await sendMessage(service, 'greylist', token)).toMatch(/^250 /)
    expect(factsOf(token, 'greylist').sessions.map(({ message }) => message)).toEqual([
      'deferred',
      'deferred',
      'accepted',
    ])
  })

  test('commands behind STARTTLS end the connection', async () => {
    const client = await SmtpClient.open(placeOf(service, 'plain'))
    await client.say('EHLO client.example')
    client.write('STARTTLS\r\nMAIL FROM:<a@b.example>\r\n')
    expect(await client.reply()).toMatch(/^554 /)
    expect(await client.reply()).toBe('')
  })

  test('what was said before TLS counts for nothing inside', async () => {
    const client = await SmtpClient.open(placeOf(service, 'plain'))
    await client.say('EHLO client.example')
    await client.say('MAIL FROM:<a@b.example>')
    await client.startTls()
    expect(await client.say('MAIL FROM:<a@b.example>')).toMatch(/^503 /)
    client.close()
  })
})

describe('the names', () => {
  const resolver = (): Resolver => {
    const upstream = createDo53Upstream({ address: `${NETWORK}.253`, port: PORTS.dns }, { timeoutMilliseconds: 3_000 })
    return createValidatingResolver({ upstream, anchors: parseTrustAnchors(service.ds.join('\n')) })
  }

  test.each(CASES.map((spec) => ({ spec, id: spec.id })))('$id is as it is meant to be', async ({ spec }) => {
    const found = resolver()
    const mx = await found.lookup(caseDomain(spec.id, ZONE), 'MX')
    const status = spec.names.fault === 'mx' ? 'bogus' : spec.names.signed ? 'secure' : 'insecure'
    expect(mx.dnssec.status).toBe(status)
    if (status !== 'bogus') expect(mx.records).toEqual([{ preference: 10, exchange: caseHost(spec.id, ZONE) }])
    const tlsa = await found.lookup(`_${PORTS.smtp}._tcp.${caseHost(spec.id, ZONE)}`, 'TLSA')
    if (spec.names.fault === 'tlsa') expect(tlsa.dnssec.status).toBe('bogus')
    else expect(tlsa.outcome).toBe(spec.names.tlsa === null ? 'nxdomain' : 'records')
    const record = await found.lookup(`_mta-sts.${caseDomain(spec.id, ZONE)}`, 'TXT')
    expect(record.outcome).toBe(spec.policy === null ? 'nxdomain' : 'records')
  })

  test('what is asked is counted from the beginning of a test', async () => {
    await resolver().lookup(caseDomain('dane', ZONE), 'MX')
    const token = begin()
    expect(factsOf(token, 'dane').lookups).toEqual({ mx: 0, address: 0, tlsa: 0, policyRecord: 0, policy: 0 })
    await resolver().lookup(caseDomain('dane', ZONE), 'MX')
    await resolver().lookup(caseHost('dane', ZONE), 'A')
    expect(factsOf(token, 'dane').lookups).toMatchObject({ tlsa: 0 })
    // A question that is asked again over TCP counts twice.
    expect(factsOf(token, 'dane').lookups.mx).toBeGreaterThan(0)
    expect(factsOf(token, 'dane').lookups.address).toBeGreaterThan(0)
  })

  test('the resolver of the machine says what is proved, and nothing of what is not', async () => {
    const stub = createStubResolver({ servers: [{ address: `${NETWORK}.252`, port: PORTS.dns }] })
    expect((await stub.lookup(caseDomain('plain', ZONE), 'MX')).records).toHaveLength(1)
    expect((await stub.lookup(caseDomain('dnssec-bogus', ZONE), 'MX')).outcome).toBe('failed')
  })
})

describe('the policies', () => {
  const fetchPolicy = (host: string): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const options = {
        host: `${NETWORK}.254`,
        port: PORTS.https,
        servername: host,
        headers: { host },
        ca: service.rootPem,
      }
      request({ ...options, path: '/.well-known/mta-sts.txt' }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text }))
      })
        .once('error', reject)
        .end()
    })

  test.each(CASES.filter(({ policy }) => policy !== null).map((spec) => ({ spec, id: spec.id })))(
    '$id',
    async ({ spec: { id, policy } }) => {
      const token = begin()
      const { status, text } = await fetchPolicy(policyHostName(id, ZONE))
      expect(status).toBe(200)
      expect(text).toContain(`mode: ${policy?.mode}\r\n`)
      expect(text.includes(`mx: ${caseHost(id, ZONE)}\r\n`)).toBe(policy?.names === 'exchanger')
      expect(factsOf(token, id).lookups.policy).toBe(1)
    },
  )

  test('no policy of other hosts', async () => {
    await expect(fetchPolicy(policyHostName('plain', ZONE))).rejects.toThrow('altnames')
  })
})

test('there is no code in it that could send mail', () => {
  const folder = new URL('../src/apps/sendertest/', import.meta.url)
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  expect(sources.length).toBeGreaterThan(25)
  for (const name of sources) {
    const imports = readFileSync(new URL(name, folder), 'utf8').match(/^import [\s\S]*?from '[^']+'$/gm) ?? []
    const opening = imports.filter((line) =>
      /\b(?:connect|createConnection|Socket \})\b.*'node:(?:net|tls)'|smtp\/(?:dial|session)|child_process/.test(line),
    )
    expect(
      opening.filter((line) => !line.startsWith('import type')),
      name,
    ).toEqual([])
  }
})
