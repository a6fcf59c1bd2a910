import { bad, type CaseWords, good, info } from './sender-test-meaning.ts'

const IN_CLEAR = bad(
  'high',
  'the message crossed the network in clear although the domain says that TLS is there',
  'use-tls',
)

const DANE_STRIPPED = bad(
  'high',
  'whoever takes STARTTLS out of the server’s reply gets the message in clear, although TLSA records say that TLS is there',
  'dane',
)

const STS_STRIPPED = bad(
  'high',
  'whoever takes STARTTLS out of the server’s reply gets the message in clear, although the policy demands TLS',
  'mta-sts',
)

const STS_IGNORED = bad(
  'medium',
  'the policy demands a valid certificate for the server’s name, and the sender took this one (RFC 8461 section 4.2)',
  'mta-sts',
)

const DANE_KEPT = good('the sender holds to what the TLSA records say')
const STS_KEPT = good('the sender holds to the policy')

/** RFC 7672 section 2.1.1: the sender must not deliver where DNSSEC fails. */
const BOGUS_TAKEN = bad(
  'high',
  'the sender, or its resolver, took names whose signatures are wrong: whoever forges DNS leads mail where he likes',
  'validating-resolver',
)

const STRICT = info(
  'the sender writes only to servers that DANE authenticates; mail to most domains waits and comes back',
  'less-demanding',
)

/** Cases in which the domain says what it expects: DANE, MTA-STS, DNSSEC, REQUIRETLS. */
export const POLICY_WORDS = {
  dane: {
    title: 'DANE, all well',
    teaches: 'TLSA records match the server’s key; no public authority is needed',
    encrypted: good('mail to domains with DANE arrives; whether the sender verifies, the cases that must fail show'),
    clear: IN_CLEAR,
    refused: bad(
      'high',
      'the sender refuses a server that its TLSA records prove: mail to domains with DANE is lost',
      'dane',
    ),
  },
  'mta-sts': {
    title: 'MTA-STS, all well',
    teaches: 'the policy demands TLS (enforce), and the server fulfils it',
    encrypted: good('mail to domains with MTA-STS arrives; whether the sender verifies, the cases that must fail show'),
    clear: IN_CLEAR,
    refused: info('the sender does not believe this server, or writes only where DANE authenticates', 'less-demanding'),
  },
  'stripped-dane': {
    title: 'STARTTLS stripped, DANE',
    teaches: 'STARTTLS is missing from the reply, as if somebody had taken it out; TLSA records say that TLS is there',
    encrypted: DANE_KEPT,
    clear: DANE_STRIPPED,
    refused: DANE_KEPT,
  },
  'tempfail-dane': {
    title: 'STARTTLS answers 454, DANE',
    teaches: 'STARTTLS is answered with 454, as somebody on the path would do; TLSA records say that TLS is there',
    encrypted: DANE_KEPT,
    clear: DANE_STRIPPED,
    refused: DANE_KEPT,
  },
  'stripped-mta-sts': {
    title: 'STARTTLS stripped, MTA-STS',
    teaches: 'STARTTLS is missing from the reply, as if somebody had taken it out; the policy demands TLS (enforce)',
    encrypted: STS_KEPT,
    clear: STS_STRIPPED,
    refused: STS_KEPT,
  },
  'expired-dane': {
    title: 'expired certificate, TLSA 3 1 1 matches',
    teaches:
      'the certificate ended a month ago, but TLSA 3 1 1 names its key: then dates do not count (RFC 7672 section 3.1.1)',
    encrypted: good('the date does not matter where TLSA 3 1 1 matches'),
    clear: IN_CLEAR,
    refused: bad(
      'low',
      'the sender refuses a server that its TLSA record proves, because of a date that does not count',
      'less-demanding',
    ),
  },
  'expired-dane-ta': {
    title: 'expired certificate, TLSA 2 1 1',
    teaches: 'TLSA 2 1 1 names the authority; then the certificate below it must be in date, and it ended a month ago',
    encrypted: bad('medium', 'the sender does not hold to TLSA records of usage 2, or does not look at dates', 'dane'),
    clear: IN_CLEAR,
    refused: DANE_KEPT,
  },
  'expired-mta-sts': {
    title: 'expired certificate, MTA-STS',
    teaches: 'the policy demands a valid certificate (enforce), and it ended a month ago',
    encrypted: STS_IGNORED,
    clear: STS_STRIPPED,
    refused: STS_KEPT,
  },
  'self-signed-mta-sts': {
    title: 'self-signed certificate, MTA-STS',
    teaches: 'the policy demands a valid certificate (enforce), and it is self-signed',
    encrypted: STS_IGNORED,
    clear: STS_STRIPPED,
    refused: STS_KEPT,
  },
  'wrong-name-mta-sts': {
    title: 'wrong name, MTA-STS',
    teaches: 'the policy demands a valid certificate (enforce), and it is for another name',
    encrypted: STS_IGNORED,
    clear: STS_STRIPPED,
    refused: STS_KEPT,
  },
  'tlsa-mismatch': {
    title: 'TLSA matches nothing',
    teaches: 'the TLSA record names another key than the server has, as if somebody else had answered',
    encrypted: bad('high', 'DANE is not enforced: the message went to a server that the TLSA record disowns', 'dane'),
    clear: DANE_STRIPPED,
    refused: DANE_KEPT,
  },
  'tlsa-unusable': {
    title: 'TLSA unusable',
    teaches:
      'the only TLSA record has usage 0, which means nothing to mail: TLS is still demanded (RFC 7672 section 2.2)',
    encrypted: good('the sender encrypts without authentication, as RFC 7672 section 2.2 wants'),
    clear: IN_CLEAR,
    refused: STRICT,
  },
  'tlsa-unusable-stripped': {
    title: 'TLSA unusable, STARTTLS stripped',
    teaches: 'the only TLSA record is unusable, and STARTTLS is missing: TLS is still demanded (RFC 7672 section 2.2)',
    encrypted: DANE_KEPT,
    clear: bad('low', 'the message went in clear although TLSA records, unusable ones, say that TLS is there', 'dane'),
    refused: DANE_KEPT,
  },
  'tlsa-bogus': {
    title: 'TLSA with a wrong signature',
    teaches: 'the signature over the TLSA record is wrong: nobody may be believed (RFC 7672 section 2.1.1)',
    encrypted: bad('high', 'the sender does not look for TLSA records, or goes on when their proof fails', 'dane'),
    clear: DANE_STRIPPED,
    refused: good('the sender waits when it cannot prove what the TLSA records say'),
  },
  'tlsa-unsigned': {
    title: 'TLSA in an unsigned zone',
    teaches: 'a TLSA record that matches nothing, in a zone without DNSSEC: it must be ignored (RFC 7672 section 2.2)',
    encrypted: good('the sender ignores TLSA records that nobody signed'),
    clear: IN_CLEAR,
    refused: STRICT,
  },
  'dnssec-bogus': {
    title: 'MX with a wrong signature',
    teaches: 'the signature over the MX records is wrong',
    encrypted: BOGUS_TAKEN,
    clear: BOGUS_TAKEN,
    refused: BOGUS_TAKEN,
    never: good('the sender’s resolver validates, and nothing was sent'),
  },
  'mta-sts-testing': {
    title: 'MTA-STS testing',
    teaches:
      'the policy is in testing mode, and the certificate is self-signed: mail must arrive all the same (RFC 8461 section 5)',
    encrypted: good('a policy in testing mode stops no mail'),
    clear: IN_CLEAR,
    refused: info('the sender demands a valid certificate here, policy or not', 'less-demanding'),
  },
  'mx-not-in-policy': {
    title: 'MX not in the policy',
    teaches: 'the policy (enforce) names other servers than the MX records do',
    encrypted: bad(
      'medium',
      'the message went to a server that the policy does not name (RFC 8461 section 4.1)',
      'mta-sts',
    ),
    clear: STS_STRIPPED,
    refused: STS_KEPT,
  },
  requiretls: {
    title: 'REQUIRETLS offered',
    teaches: 'the server announces REQUIRETLS inside TLS, and DANE proves it',
    encrypted: info('an ordinary message arrived; send one with REQUIRETLS to see whether the sender can'),
    required: good('the sender asks for REQUIRETLS and gets it (RFC 8689)'),
    clear: IN_CLEAR,
    refused: info('nothing was handed over; with REQUIRETLS this server is one that may be used'),
  },
  'requiretls-missing': {
    title: 'REQUIRETLS not offered',
    teaches:
      'the server does not announce REQUIRETLS: a message that demands it must not go there (RFC 8689 section 4.2.1)',
    encrypted: info('right for an ordinary message; one that demanded REQUIRETLS must not have arrived'),
    clear: IN_CLEAR,
    refused: info('right for a message that demanded REQUIRETLS'),
  },
  'tls-required-no': {
    title: 'TLS-Required: No',
    teaches:
      'DANE and MTA-STS both forbid this server; only a message with the header field TLS-Required: No may go there',
    encrypted: bad('low', 'an ordinary message went to a server that both policies forbid', 'dane'),
    relaxed: good(
      'the message said TLS-Required: No and arrived; whether an ordinary one would, the other cases show (RFC 8689 section 3)',
    ),
    clear: DANE_STRIPPED,
    refused: info(
      'right for an ordinary message; send one with the header field TLS-Required: No to see whether the sender heeds it',
    ),
  },
} as const satisfies Record<string, CaseWords>
