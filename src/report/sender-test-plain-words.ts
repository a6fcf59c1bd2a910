import { bad, type CaseWords, good, info } from './sender-test-meaning.ts'

const DEMANDS = info(
  'this sender writes only to servers that it can authenticate or that meet its demands; mail to most domains waits and comes back',
  'less-demanding',
)

const IN_CLEAR = bad('high', 'the message crossed the network in clear although TLS was offered', 'use-tls')

const OPPORTUNISTIC = info(
  'the sender prefers TLS and does without where it is not offered, as most do (RFC 7435); only a policy of the domain can ask for more',
)

const UNAUTHENTICATED = info(
  'the sender encrypts without looking at the certificate: safe from listeners, not from somebody in between; nothing told it to do more',
)

const CLEAR_INSTEAD = bad(
  'medium',
  'the sender did not like the certificate and sent the message in clear instead, which protects from nobody',
  'use-tls',
)

const LOOKS = good('the sender hands nothing over to a server whose certificate it cannot believe')

/** Cases without a policy: what the sender does of itself. */
export const PLAIN_WORDS = {
  plain: {
    title: 'a good server',
    teaches: 'a good server with a valid certificate, and no policy',
    encrypted: good('the sender uses TLS where it is offered'),
    clear: IN_CLEAR,
    refused: DEMANDS,
  },
  'no-starttls': {
    title: 'no STARTTLS',
    teaches: 'the server does not offer STARTTLS, and no policy says that it should',
    encrypted: good('the sender found TLS where none is offered'),
    clear: OPPORTUNISTIC,
    refused: good('the sender demands encryption and writes to nobody who has none'),
  },
  'starttls-454': {
    title: 'STARTTLS answers 454',
    teaches: 'the server offers STARTTLS, answers 454 when it is asked for, and has no policy',
    encrypted: good('the sender found TLS where none is offered'),
    clear: info(
      'the sender goes on in clear when TLS fails for the moment; only a policy of the domain can ask for more (RFC 7435)',
    ),
    refused: good('the sender waits until TLS works again'),
  },
  expired: {
    title: 'expired certificate',
    teaches: 'the certificate ended a month ago, and there is no policy',
    encrypted: UNAUTHENTICATED,
    clear: CLEAR_INSTEAD,
    refused: LOOKS,
  },
  'self-signed': {
    title: 'self-signed certificate',
    teaches: 'nobody but the server itself vouches for its certificate, and there is no policy',
    encrypted: UNAUTHENTICATED,
    clear: CLEAR_INSTEAD,
    refused: LOOKS,
  },
  'wrong-name': {
    title: 'certificate for another name',
    teaches: 'the certificate is valid for somebody else, and there is no policy',
    encrypted: UNAUTHENTICATED,
    clear: CLEAR_INSTEAD,
    refused: LOOKS,
  },
  tls10: {
    title: 'TLS 1.0 only',
    teaches: 'the server speaks nothing newer than TLS 1.0',
    encrypted: bad('low', 'the sender still speaks TLS 1.0, which RFC 8996 retired', 'protocols'),
    clear: info(
      'the sender does not speak TLS 1.0 and went on in clear; that is better nowhere but in statistics, and only a stricter sender avoids it',
    ),
    refused: good('the sender speaks no TLS 1.0 and sends nothing in clear instead'),
  },
  anonymous: {
    title: 'anonymous suites only',
    teaches: 'the server has suites without any certificate only',
    encrypted: info(
      'the sender takes suites without authentication; without a policy that is no worse than a certificate that nobody checks',
    ),
    clear: info(
      'the sender offers no anonymous suites and went on in clear, where TLS without authentication was to be had',
    ),
    refused: good('the sender takes no anonymous suites and sends nothing in clear instead'),
  },
  weak: {
    title: 'static RSA only',
    teaches: 'the server has suites of TLS 1.2 with static RSA and CBC only: no forward secrecy',
    encrypted: bad(
      'low',
      'the sender still takes suites without forward secrecy: whoever gets the server’s key one day reads all that was recorded',
      'suites',
    ),
    clear: info('the sender offers no static RSA and went on in clear, where weak encryption was to be had'),
    refused: good('the sender takes no weak suites and sends nothing in clear instead'),
  },
  'post-quantum': {
    title: 'post-quantum only',
    teaches: 'the server speaks TLS 1.3 with X25519MLKEM768 only',
    encrypted: good('the sender exchanges keys in a way that a quantum computer will not undo'),
    clear: bad(
      'low',
      'the sender has no post-quantum key exchange, and went on in clear; real servers offer older groups beside it',
      'post-quantum',
    ),
    refused: info(
      'the sender has no post-quantum key exchange yet; real servers offer older groups beside it',
      'post-quantum',
    ),
  },
  injection: {
    title: 'reply lines before TLS',
    teaches: 'reply lines in clear follow the answer to STARTTLS, as somebody on the path would add them',
    encrypted: good('the sender threw away what came before TLS'),
    injected: bad(
      'high',
      'the sender took reply lines from before TLS for the server’s answer inside TLS: whoever is on the path steers the session',
      'update',
    ),
    clear: bad('medium', 'the sender gave TLS up and sent the message in clear', 'use-tls'),
    refused: good('the sender took the session for broken and handed nothing over'),
  },
  greylist: {
    title: 'greylisting',
    teaches: 'the server refuses at first and takes the message a little later',
    encrypted: good('the sender tries again after a temporary refusal, with TLS'),
    clear: IN_CLEAR,
    refused: info('the sender has not come back yet; many wait for half an hour', 'retries'),
  },
  ipv4: {
    title: 'IPv4 only',
    teaches: 'the server has an address of IPv4 only',
    encrypted: good('the sender reaches servers over IPv4'),
    clear: IN_CLEAR,
    refused: DEMANDS,
    never: bad('medium', 'the sender does not come over IPv4; most servers have nothing else', 'addresses'),
  },
  ipv6: {
    title: 'IPv6 only',
    teaches: 'the server has an address of IPv6 only',
    encrypted: good('the sender reaches servers over IPv6'),
    clear: IN_CLEAR,
    refused: DEMANDS,
    never: info('the sender does not come over IPv6', 'addresses'),
  },
} as const satisfies Record<string, CaseWords>
