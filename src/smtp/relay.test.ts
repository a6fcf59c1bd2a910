import { describe, expect, test } from 'vitest'
import { attemptSync } from '../base/failure.ts'
import { type RelayAttempt, relayProof, wantsTls } from './relay.ts'
import { parseReply, type Reply } from './reply.ts'

/** A reply as a server writes it, lines separated by `\n`. */
function reply(text: string): Reply {
  const lines = text.split('\n').map((line) => Uint8Array.from(Buffer.from(line, 'latin1')))
  const parsed = attemptSync(() => parseReply(lines, 'relay'))
  if (!parsed.ok) throw new Error(`not a reply: ${text}`)
  return parsed.value
}

function tried(stranger: string | null, postmaster: string | null = null, mail = '250 2.1.0 Ok'): RelayAttempt {
  return {
    from: 'wiretight@example.com',
    to: 'wiretight@example.org',
    mail: reply(mail),
    stranger: stranger === null ? null : reply(stranger),
    postmaster: postmaster === null ? null : reply(postmaster),
  }
}

const OK = '250 2.1.5 Ok'

/* Refusals of real servers, by what is known to come with their settings. */
const clear = [
  { name: 'Postfix, an open relay', given: tried('250 2.1.5 Ok'), proof: 'accepted' },
  { name: '251 will forward', given: tried('251 User not local; will forward'), proof: 'accepted' },
  { name: 'an unusual 2yz', given: tried('252 maybe'), proof: 'accepted' },
  {
    name: 'Postfix, reject_unauth_destination',
    given: tried('554 5.7.1 <wiretight@example.org>: Relay access denied', OK),
    proof: 'refused',
  },
  {
    name: 'Postfix, defer_unauth_destination, which says it for ever',
    given: tried('454 4.7.1 <wiretight@example.org>: Relay access denied', OK),
    proof: 'refused',
  },
  {
    name: 'the same where the postmaster is refused, too',
    given: tried('554 5.7.1 <wiretight@example.org>: Relay access denied', '550 5.1.1 User unknown'),
    proof: 'refused',
  },
  { name: 'Exim', given: tried('550 relay not permitted', OK), proof: 'refused' },
  { name: 'Sendmail', given: tried('550 5.7.1 <wiretight@example.org>... Relaying denied', OK), proof: 'refused' },
  {
    name: 'Exchange',
    given: tried('550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', OK),
    proof: 'refused',
  },
  {
    name: 'qmail',
    given: tried("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", OK),
    proof: 'refused',
  },
  {
    name: 'in the second line',
    given: tried('550-5.7.1 No\n550 5.7.1 we do not relay', '550 5.7.1 No'),
    proof: 'refused',
  },
  { name: 'no such user here, and a postmaster', given: tried('550 5.1.1 no such user here', OK), proof: 'refused' },
  {
    name: 'no such user here, and no postmaster either',
    given: tried('550 5.1.1 no such user here', '550 5.1.1 no such user here'),
    proof: null,
  },
  {
    name: 'a postmaster that has to wait',
    given: tried('550 5.1.1 no such user here', '450 4.2.0 Greylisted'),
    proof: null,
  },
  {
    name: 'a client on a block list',
    given: tried(
      '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked',
      '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked',
    ),
    proof: null,
  },
  { name: 'greylisting', given: tried('450 4.2.0 Recipient address rejected: Greylisted', OK), proof: null },
  {
    name: 'greylisting by 4.7.1',
    given: tried('451 4.7.1 Greylisting in action, please come back later', OK),
    proof: null,
  },
  {
    name: 'a client on a block list, and a postmaster who takes from everybody',
    given: tried('554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied', OK),
    proof: null,
  },
  { name: 'a client without reverse name', given: tried('550 5.7.1 No PTR record', OK), proof: null },
  { name: 'busy', given: tried('421 4.3.2 Service shutting down'), proof: null },
  {
    name: 'Postfix, reject_unknown_recipient_domain',
    given: tried(
      '556 5.1.10 <wiretight@example.org>: Recipient address rejected: Domain does not accept mail (nullMX)',
      OK,
    ),
    proof: null,
  },
  {
    name: 'Postfix, reject_unknown_sender_domain',
    given: tried(
      '550 5.7.27 <wiretight@example.com>: Sender address rejected: Domain does not accept mail (nullMX)',
      OK,
    ),
    proof: null,
  },
  {
    name: 'Exchange, RejectReservedSecondLevelRecipientDomains',
    given: tried('501 5.1.5 Recipient address reserved by RFC 2606', OK),
    proof: null,
  },
  { name: 'SPF', given: tried('550 5.7.23 Message rejected due to SPF fail', OK), proof: null },
  { name: 'SPF without enhanced code', given: tried('550 SPF check failed for example.com', OK), proof: null },
  { name: 'Exim, verify = recipient', given: tried('550 Unrouteable address', OK), proof: null },
  { name: 'Exim, verify = sender', given: tried('550 Sender verify failed', OK), proof: null },
  { name: 'a log-in for strangers alone', given: tried('530 5.7.0 Authentication required', OK), proof: 'refused' },
  {
    name: 'a log-in for all, in clear',
    given: tried('530 5.7.0 Authentication required', '530 5.7.0 Authentication required'),
    proof: null,
  },
  {
    name: 'a sender that is refused',
    given: tried(null, null, '550 5.1.8 Domain of sender does not exist'),
    proof: null,
  },
  { name: 'a 3yz, which is no answer', given: tried('354 go on', OK), proof: null },
  { name: 'no answer', given: tried(null), proof: null },
] as const

describe('relayProof', () => {
  test.each(clear)('$name: $proof', ({ given, proof }) => {
    expect(relayProof(given, false)).toBe(proof)
  })

  test('inside TLS 530 asks for a log-in, and so refuses strangers', () => {
    expect(relayProof(tried(null, null, '530 5.7.0 Authentication required'), true)).toBe('refused')
    expect(relayProof(tried('530 5.7.0 Authentication required'), true)).toBe('refused')
    expect(relayProof(tried(null, null, '530 5.7.0 Must issue a STARTTLS command first'), false)).toBeNull()
  })
})

test('wantsTls knows 530 to MAIL and to RCPT', () => {
  expect(wantsTls(tried(null, null, '530 5.7.0 Must issue a STARTTLS command first'))).toBe(true)
  expect(wantsTls(tried('530 5.7.0 Must issue a STARTTLS command first'))).toBe(true)
  expect(wantsTls(tried('554 5.7.1 Relay access denied', OK))).toBe(false)
})
