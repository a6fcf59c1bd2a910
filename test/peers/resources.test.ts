import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { resourceUseOf } from '../../bench/scanners/resource-use.ts'
import { factsIn, readReport } from './audit-peer.ts'
import { makeAuthority } from './harness/certificates.ts'
import { startPostfix } from './harness/postfix.ts'
import { isMissing } from './harness/require-peer.ts'
import { temporaryFolder } from './harness/running-peer.ts'

/** Memory that a survey may take, in megabytes. */
const MOST_MEGABYTES = 150

/** From the sources, which costs more than the compiled product: the compiler has its share of both figures. */
const ENTRY = join(import.meta.dirname, '../support/cli-entry.ts')

describe.skipIf(isMissing('postfix', 'openssl'))('a full survey of Postfix', () => {
  const folder = temporaryFolder('resources')
  afterAll(() => folder.remove())

  test(`takes less than ${MOST_MEGABYTES} MB of memory`, async () => {
    const authority = makeAuthority(folder.path)
    await using postfix = await startPostfix({ configuration: 'default', authority })
    const target = `[${postfix.address}]:${postfix.port}`
    const use = await resourceUseOf(ENTRY, [
      'check',
      target,
      '--full',
      '--json',
      '--ca-file',
      authority.certificateFile,
    ])
    const report = readReport({ code: use.exitCode, stdout: use.stdout, stderr: '', milliseconds: 0 })
    const { userSeconds, systemSeconds, peakMegabytes } = use
    const seconds = `${userSeconds.toFixed(2)} s user, ${systemSeconds.toFixed(2)} s system`
    process.stdout.write(
      `full survey of Postfix, from the sources: ${seconds}, ${peakMegabytes.toFixed(0)} MB at most\n`,
    )
    expect(factsIn(report).probes.length).toBeGreaterThan(80)
    expect(report.coverage).toBe(1)
    expect(peakMegabytes).toBeLessThan(MOST_MEGABYTES)
  })
})
