import { describe, expect, test } from 'vitest'
import { readEximDelivery, readPostfixDelivery } from './read-delivery.ts'

/* Lines as Postfix 3.7.11 and Exim 4.96 wrote them in the lab. */

const TO = 'x@good.lab'
const RELAY = 'mx1.good.lab[127.0.113.10]:25'

function postfix(...lines: readonly (readonly [process: number, text: string])[]): string {
  return lines.map(([process, text]) => `Nov 24 13:54:27 mail postfix/smtp[${process}]: ${text}\n`).join('')
}

function outcome(status: string, relay: string = RELAY, dsn = '2.0.0'): string {
  return `71B87998: to=<${TO}>, relay=${relay}, delay=0.13, delays=0.02/0.04/0.07/0, dsn=${dsn}, status=${status}`
}

const SENT = outcome('sent (250 2.0.0 Ok)')

function established(level: string, relay: string = RELAY): string {
  return `${level} TLS connection established to ${relay}: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)`
}

describe('Postfix', () => {
  const deliveries = [
    { name: 'verified', log: postfix([7, established('Verified')], [7, SENT]), delivery: 'authenticated' },
    { name: 'trusted is not verified', log: postfix([7, established('Trusted')], [7, SENT]), delivery: 'encrypted' },
    { name: 'untrusted', log: postfix([7, established('Untrusted')], [7, SENT]), delivery: 'encrypted' },
    { name: 'anonymous', log: postfix([7, established('Anonymous')], [7, SENT]), delivery: 'encrypted' },
    { name: 'no TLS', log: postfix([7, SENT]), delivery: 'plaintext' },
    { name: 'TLS of another process', log: postfix([8, established('Verified')], [7, SENT]), delivery: 'plaintext' },
    {
      name: 'TLS with another host',
      log: postfix([7, established('Verified', 'mx2.good.lab[127.0.113.11]:25')], [7, SENT]),
      delivery: 'plaintext',
    },
    { name: 'TLS that came later', log: postfix([7, SENT], [7, established('Verified')]), delivery: 'plaintext' },
    {
      name: 'TLS, and then a failure',
      log: postfix(
        [7, established('Trusted')],
        [7, outcome('deferred (Server certificate not verified)', RELAY, '4.7.5')],
      ),
      delivery: 'deferred',
    },
    { name: 'returned', log: postfix([7, outcome('bounced (host said: 550)', RELAY, '5.7.1')]), delivery: 'bounced' },
  ]
  test.each(deliveries)('$name: $delivery', ({ log, delivery }) => {
    expect(readPostfixDelivery(log, TO)).toMatchObject({ delivery })
  })

  test('nothing is known of an address that the log does not name, or not yet', () => {
    expect(readPostfixDelivery('', TO)).toBeNull()
    expect(readPostfixDelivery(postfix([7, established('Verified')]), TO)).toBeNull()
    expect(readPostfixDelivery(postfix([7, SENT]), 'other@good.lab')).toBeNull()
  })

  test('the evidence are the lines that say so, and why, without what changes from run to run', () => {
    const log = postfix(
      [7, 'warning: TLS policy lookup for other.lab/mx.other.lab: TLSA lookup error for mx.other.lab:25'],
      [7, 'warning: TLS policy lookup for good.lab/mx1.good.lab: TLSA lookup error for mx1.good.lab:25'],
      [7, outcome('deferred (TLSA lookup error for mx1.good.lab:25)', 'none', '4.7.5')],
    )
    expect(readPostfixDelivery(log, TO)?.evidence).toEqual([
      'warning: TLS policy lookup for good.lab/mx1.good.lab: TLSA lookup error for mx1.good.lab:25',
      'relay=none, dsn=4.7.5, status=deferred (TLSA lookup error for mx1.good.lab:25)',
    ])
    expect(readPostfixDelivery(postfix([7, established('Verified')], [7, SENT]), TO)?.evidence).toEqual([
      established('Verified'),
      `relay=${RELAY}, dsn=2.0.0, status=sent (250 2.0.0 Ok)`,
    ])
  })

  test('the first attempt and the last', () => {
    const log = postfix(
      [7, `SSL_connect error to ${RELAY}: Connection reset by peer`],
      [7, outcome('deferred (Cannot start TLS: handshake failure)', RELAY, '4.7.5')],
      [7, SENT],
    )
    expect(readPostfixDelivery(log, TO)).toMatchObject({
      delivery: 'deferred',
      evidence: [`SSL_connect error to ${RELAY}: Connection reset by peer`, expect.stringContaining('dsn=4.7.5')],
    })
    expect(readPostfixDelivery(log, TO, 'last')?.delivery).toBe('plaintext')
  })
})

function exim(id: string, ...lines: readonly string[]): string {
  return lines.map((line) => `2026-11-24 13:44:34 ${id} ${line}\n`).join('')
}

const ARRIVED = `<= writer@sender.example U=root P=local S=409 for ${TO}`
const ROUTE = `${TO} R=all T=remote H=mx1.good.lab DS [127.0.113.10]`
const TLS = 'X=TLS1.3:ECDHE_X25519__ECDSA_SECP256R1_SHA256__AES_256_GCM:256'

describe('Exim', () => {
  const deliveries = [
    { last: `=> ${ROUTE} ${TLS} CV=dane DN="CN=mx1.good.lab" C="250 Ok"`, delivery: 'authenticated' },
    { last: `=> ${ROUTE} ${TLS} CV=yes DN="CN=mx1.good.lab" C="250 Ok"`, delivery: 'encrypted' },
    { last: `=> ${ROUTE} ${TLS} CV=no C="250 Ok"`, delivery: 'encrypted' },
    { last: `=> ${ROUTE} C="250 Ok"`, delivery: 'plaintext' },
    { last: `== ${ROUTE} defer (-38) H=mx1: a TLS session is required`, delivery: 'deferred' },
    { last: `== ${TO} R=all defer (-1): host lookup did not complete`, delivery: 'deferred' },
    { last: `** ${TO} R=all T=remote: DANE error: tlsa lookup FAIL`, delivery: 'bounced' },
  ]
  test.each(deliveries)('$last: $delivery', ({ last, delivery }) => {
    const log = exim('1xVqoz-00004L-0S', ARRIVED, last, 'Completed')
    expect(readEximDelivery(log, TO)).toEqual({ delivery, evidence: [last] })
  })

  test('lines of other messages do not count, those of this one are reasons', () => {
    const reason = 'H=mx1.good.lab [127.0.113.10]: a TLS session is required, but the server did not offer TLS support'
    const log =
      exim(
        '1aaaaa-000001-00',
        ARRIVED.replace(TO, 'y@good.lab'),
        `=> ${ROUTE.replace(TO, 'y@good.lab')} ${TLS} CV=dane`,
      ) + exim('1bbbbb-000002-00', ARRIVED, reason, `== ${ROUTE} defer (-38): a TLS session is required`)
    expect(readEximDelivery(log, TO)).toEqual({
      delivery: 'deferred',
      evidence: [reason, `== ${ROUTE} defer (-38): a TLS session is required`],
    })
  })

  test('nothing is known of a message that only waits', () => {
    expect(readEximDelivery(exim('1xVqoz-00004L-0S', ARRIVED), TO)).toBeNull()
    expect(readEximDelivery('', TO)).toBeNull()
  })
})
