import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { checkTarget } from './audit-peer.ts'
import { makeAuthority } from './harness/certificates.ts'
import { type Postfix, startPostfix } from './harness/postfix.ts'
import { isMissing } from './harness/require-peer.ts'
import { temporaryFolder } from './harness/running-peer.ts'

const folder = temporaryFolder('plan')
afterAll(() => folder.remove())

/** The name in the certificate, and so in the MX record. */
const HOST = 'mx.lab.test'

async function fullAudit({ address, port }: Postfix, caFile: string): Promise<Report> {
  const words = ['--full', '--connect-to', `${HOST}:25:${address}:${port}`]
  return (await checkTarget(`${HOST}:25`, caFile, words)).report
}

/** Does what the plan says, with the tools that an administrator has. */
function apply({ configurationFolder }: Postfix, report: Report): readonly string[] {
  const lines = (report.plan ?? []).flatMap(({ settings }) =>
    settings.filter(({ software }) => software === 'postfix').flatMap((setting) => setting.lines.split('\n')),
  )
  for (const line of lines) execFileSync('postconf', ['-c', configurationFolder, '-e', line])
  return lines
}

function reload({ configurationFolder }: Postfix): void {
  const queue = execFileSync('postconf', ['-c', configurationFolder, '-h', 'queue_directory'], { encoding: 'utf8' })
  const master = Number(readFileSync(join(queue.trim(), 'pid/master.pid'), 'utf8'))
  process.kill(master, 'SIGHUP')
}

describe.skipIf(isMissing('openssl', 'postfix'))('the plan for Postfix as Debian ships it', () => {
  test('has at most six changes, which Postfix takes, and which raise the grade to A', async () => {
    const authority = makeAuthority(folder.path)
    await using postfix = await startPostfix({ configuration: 'default', authority })
    const before = await fullAudit(postfix, authority.certificateFile)
    expect(before.grade).not.toBe('A')
    expect(before.plan?.length).toBeGreaterThan(0)
    expect(before.plan?.length).toBeLessThanOrEqual(6)

    const lines = apply(postfix, before)
    expect(lines.length).toBeGreaterThan(0)
    expect(execFileSync('postconf', ['-c', postfix.configurationFolder, '-n'], { encoding: 'utf8' })).not.toContain(
      'warning',
    )
    reload(postfix)

    // The plan’s own forecast is what comes true.
    const after = await fullAudit(postfix, authority.certificateFile)
    expect(after.findings.filter(({ severity }) => severity !== 'info')).toEqual([])
    expect([after.grade, after.score]).toEqual(['A', before.plan?.at(-1)?.after?.score])
  })
})
