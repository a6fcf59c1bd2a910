import { afterAll, describe, expect, test } from 'vitest'
import { overridesOf, withOverrides } from '../../src/apps/cli/overrides.ts'
import { DEFAULT_OPTIONS, realEnvironment } from '../../src/audit/real-environment.ts'
import { surveyServer } from '../../src/audit/survey.ts'
import type { ServerFacts } from '../../src/facts/server-facts.ts'
import { type Authority, DEFAULT_NAME, makeAuthority } from './harness/certificates.ts'
import { startExim } from './harness/exim.ts'
import { type PostfixOptions, startPostfix } from './harness/postfix.ts'
import { isMissing, type Peer } from './harness/require-peer.ts'
import { runProgram } from './harness/run-program.ts'
import { type RunningPeer, temporaryFolder } from './harness/running-peer.ts'

/* Real servers, asked to take mail from a stranger for a stranger. For them this machine is one: `mynetworks` lies elsewhere. */

const folder = temporaryFolder('open-relay')
afterAll(() => folder.remove())
const authority = isMissing('openssl') ? null : makeAuthority(folder.path)

interface Server {
  readonly name: string
  readonly needs: readonly Peer[]
  readonly start: () => Promise<RunningPeer>
  /** The answer, the code of the reply that decided, and the sender by whom. */
  readonly expected: readonly [answer: string, code: number, from: string]
}

const NAMED = 'wiretight@example.com'
/** A bare `permit` is one that Postfix does not start with. */
const RELAYING = { smtpd_relay_restrictions: 'check_client_access static:OK, reject_unauth_destination' }

const servers: readonly Server[] = [
  { name: 'Postfix with its default', ...postfix({}), expected: ['refused', 454, NAMED] },
  {
    name: 'Postfix that refuses for good',
    ...postfix({ smtpd_relay_restrictions: 'permit_mynetworks, reject_unauth_destination' }),
    expected: ['refused', 554, NAMED],
  },
  { name: 'Postfix that permits everything', ...postfix(RELAYING), expected: ['accepted', 250, NAMED] },
  {
    name: 'Postfix that permits what its network sends, which is everybody',
    ...postfix({ mynetworks: '0.0.0.0/0' }),
    expected: ['accepted', 250, NAMED],
  },
  {
    name: 'Postfix that relays, but not for senders of reserved domains',
    ...postfix({
      ...RELAYING,
      smtpd_sender_restrictions: 'check_sender_access inline:{{example.com = 550 5.7.27 null MX}}',
    }),
    expected: ['accepted', 250, ''],
  },
  {
    name: 'Postfix that relays, but not to domains without mail',
    ...postfix({
      ...RELAYING,
      smtpd_recipient_restrictions: 'check_recipient_access inline:{{example.org = 556 5.1.10 null MX}}',
    }),
    expected: ['unknown inconclusive', 556, ''],
  },
  {
    name: 'Postfix that defers everybody at first, as greylisting does',
    ...postfix({ ...RELAYING, smtpd_recipient_restrictions: 'defer' }),
    expected: ['unknown rate-limited', 450, ''],
  },
  {
    name: 'Postfix that has us on its block list',
    ...postfix({ smtpd_client_restrictions: 'reject' }),
    expected: ['unknown inconclusive', 554, ''],
  },
  {
    name: 'Postfix that wants TLS first, and then refuses',
    ...postfix({ smtpd_tls_security_level: 'encrypt', smtpd_tls_mandatory_ciphers: 'high' }),
    expected: ['refused', 454, NAMED],
  },
  {
    name: 'Postfix that wants TLS first, and then relays',
    ...postfix({ ...RELAYING, smtpd_tls_security_level: 'encrypt', smtpd_tls_mandatory_ciphers: 'high' }),
    expected: ['accepted', 250, NAMED],
  },
  { name: 'Exim as usual', ...exim(), expected: ['refused', 550, NAMED] },
  {
    name: 'Exim that knows no words for it, but has a postmaster',
    ...exim('accept domains = lab.test', 'deny message = no'),
    expected: ['refused', 550, NAMED],
  },
  { name: 'Exim that accepts every recipient', ...exim('accept'), expected: ['accepted', 250, NAMED] },
]

describe.skipIf(isMissing('openssl', 'swaks'))('a stranger is', () => {
  for (const { name, needs, start, expected } of servers) {
    test.skipIf(isMissing(...needs))(`${expected[0]} by ${name}`, async () => {
      await using server = await start()
      const { smtp, probes } = await survey(server)
      const { answer, reply } = smtp.relay
      const said = answer.state === 'unknown' ? `unknown ${answer.why}` : answer.state
      expect([said, reply?.code, reply?.from], JSON.stringify(smtp.relay.transcript, null, 1)).toEqual(expected)
      expect(probes.filter(({ goal }) => goal === 'open-relay')).toHaveLength(1)
      expect(commandsOf(smtp).join('\n')).not.toMatch(/DATA|BDAT/)
      // A client that is not ours gets the same reply from the server, under the sender by whom it was decided.
      expect(
        await askBySwaks(
          server,
          reply?.from ?? '',
          smtp.relay.transcript.some(({ secure }) => secure),
        ),
      ).toMatch(new RegExp(`(?:<-|<~|<\\*\\*|<~\\*) +${reply?.code} `))
    })
  }
})

test.skipIf(isMissing('openssl', 'postfix'))('a message that was never sent is in no queue and in no log', async () => {
  await using server = await startPostfix({ configuration: 'hard', authority: some(authority), main: RELAYING })
  await survey(server)
  const log = server.log()
  expect(log).toMatch(/smtpd\[\d+\]: disconnect from .* mail=1 rcpt=1 rset=1 quit=1 commands=5/)
  expect(log).not.toMatch(/status=|postfix\/(?:cleanup|qmgr|bounce)\[\d+\]: .*(?:message-id|from=|sender non-delivery)/)
})

/** Surveys a server as the exchanger of `lab.test`, whose mail it takes. */
function survey({ address, port }: RunningPeer): Promise<ServerFacts> {
  const overrides = overridesOf({ connectTo: [`${DEFAULT_NAME}:25:${address}:${port}`] })
  const target = {
    address,
    port: 25,
    mode: 'starttls',
    host: DEFAULT_NAME,
    sni: DEFAULT_NAME,
    domain: 'lab.test',
  } as const
  const options = { ...DEFAULT_OPTIONS, plan: 'quick', openRelay: true } as const
  return surveyServer(target, withOverrides(realEnvironment(), overrides), options)
}

function commandsOf({ relay }: ServerFacts['smtp']): readonly string[] {
  return relay.transcript.flatMap(({ direction, text }) => (direction === '>' ? [text] : []))
}

async function askBySwaks({ address, port }: RunningPeer, from: string, tls: boolean): Promise<string> {
  const mail = ['--from', from === '' ? '<>' : from, '--to', 'wiretight@example.org', '--quit-after', 'RCPT']
  const { output } = await runProgram('swaks', ['--server', `${address}:${port}`, ...(tls ? ['--tls'] : []), ...mail])
  return output
}

function postfix(main: NonNullable<PostfixOptions['main']>): Pick<Server, 'needs' | 'start'> {
  const start = (): Promise<RunningPeer> => startPostfix({ configuration: 'hard', authority: some(authority), main })
  return { needs: ['postfix'], start }
}

function exim(...recipients: readonly string[]): Pick<Server, 'needs' | 'start'> {
  const acl = recipients.length > 0 ? { recipients } : {}
  return { needs: ['exim'], start: () => startExim({ authority: some(authority), ...acl }) }
}

function some(known: Authority | null): Authority {
  if (known === null) throw new Error('no openssl, no certificates')
  return known
}
