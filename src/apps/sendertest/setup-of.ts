import { mailtoOf, type SenderTestSetup } from '../../report/sender-test-setup.ts'
import { namesToCertify } from './names.ts'
import type { SenderTest, SenderTestOptions } from './sender-test.ts'

/** What people need to know to use a running service. */
export function setupOf(
  options: SenderTestOptions,
  service: SenderTest,
  token: string,
  more: Pick<SenderTestSetup, 'authorityFile' | 'web'>,
): SenderTestSetup {
  const { zone, mode, mail, dns, https, resolver, certificate } = options
  const facts = service.factsOf(token)
  const recipients = (facts?.cases ?? []).filter(({ unserved }) => unserved === null).map(({ recipient }) => recipient)
  return {
    schema: 'wiretight/sender-test-setup@1',
    mode,
    zone,
    token,
    recipients,
    mailto: mailtoOf(recipients),
    mail: {
      port: mail.port,
      servers: mail.placement.posts.flatMap(({ cases, addresses }) => cases.map(({ id }) => ({ case: id, addresses }))),
    },
    dns,
    https,
    resolver,
    ds: service.ds,
    namesToCertify: mode === 'delegated' && certificate === null ? namesToCertify(zone) : [],
    ...more,
  }
}
