import { readFileSync } from 'node:fs'
import { test } from 'vitest'
import { surveyServer } from '../src/audit/survey.ts'
import { SMTP_LIMITS } from '../src/smtp/conversation.ts'
import { dial } from '../src/smtp/dial.ts'
import { makeAuthority } from './peers/harness/certificates.ts'
import { startForwarder } from './peers/harness/forwarder.ts'
import { startPostfix } from './peers/harness/postfix.ts'
import { temporaryFolder } from './peers/harness/running-peer.ts'

test('dbg', async () => {
  const folder = temporaryFolder('x')
  const authority = makeAuthority(folder.path)
  const roots = { kind: 'file' as const, pem: [readFileSync(authority.certificateFile, 'utf8')] }
  for (const configuration of ['hard', 'default', 'weak'] as const) {
    await using postfix = await startPostfix({ configuration, authority })
    await using fwd = await startForwarder({ target: postfix, delayMilliseconds: 25 })
    for (const plan of ['quick', 'default', 'full'] as const) {
      fwd.reset()
      const env: any = {
        dial,
        roots,
        ehloName: 'probe.example',
        now: () => new Date(),
        specialKind: () => null,
        version: '0',
        patience: { connectMilliseconds: 5000, tlsMilliseconds: 5000, smtp: SMTP_LIMITS, backOffMilliseconds: 1000 },
      }
      const t = performance.now()
      const facts = await surveyServer(
        { address: fwd.address, port: fwd.port, mode: 'starttls', host: 'mx.lab.test', sni: 'mx.lab.test' },
        env,
        { plan, lanes: 8, connections: 1000, ports: [25], families: [4], allowPrivate: true },
      )
      const acc = (v: any) => (facts.suites as any)[v].filter((s: any) => s.state === 'accepted').length
      console.log(
        configuration,
        plan,
        facts.probes.length,
        fwd.counts().connections,
        ((performance.now() - t) / 1000).toFixed(2),
        's',
        Object.entries(facts.versions)
          .map(([v, a]) => v + ':' + a.state)
          .join(' '),
        ['tls10', 'tls11', 'tls12', 'tls13'].map((v) => acc(v)).join('/'),
        JSON.stringify(facts.preference),
        facts.groups
          .filter((g) => g.state === 'accepted')
          .map((g) => g.version + g.name)
          .join(','),
        facts.dh
          .map((d) => d.bits + d.suite)
          .slice(0, 3)
          .join(','),
        Object.entries(facts.features)
          .map(([v, a]) => v + ':' + a.state[0])
          .join(' '),
      )
      if (process.env.V)
        for (const p of facts.probes) console.log('   ', p.index, p.goal, p.outcome, p.detail, p.milliseconds)
    }
  }
}, 60000)
