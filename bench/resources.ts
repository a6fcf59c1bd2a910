import { makeAuthority } from '../test/peers/harness/certificates.ts'
import { type PostfixConfiguration, startPostfix } from '../test/peers/harness/postfix.ts'
import { whyMissing } from '../test/peers/harness/require-peer.ts'
import { temporaryFolder } from '../test/peers/harness/running-peer.ts'
import { calibration } from './calibration.ts'
import { type ResourceUse, resourceUseOf } from './scanners/resource-use.ts'
import { type Bench, median, type Section, table } from './section.ts'

const RECEIVERS: readonly PostfixConfiguration[] = ['hard', 'default', 'weak']

const PLANS = ['--quick', '--full'] as const

const RUNS = 5

/** What a full survey of Postfix as Debian ships it may take. */
const BOUNDED = { receiver: 'default', plan: '--full', cpuSeconds: 0.6, peakMegabytes: 150 } as const

/** What a check costs the machine it runs on: processor time and memory of the whole process, its start included. */
export async function resources({ product, tell }: Bench): Promise<Section> {
  const missing = whyMissing('postfix', 'openssl')
  if (missing !== null) return { body: `Not run: ${missing}.`, failures: [`resources: ${missing}`] }
  const folder = temporaryFolder('bench')
  const before = calibration()
  const rows: string[][] = []
  const failures: string[] = []
  try {
    const authority = makeAuthority(folder.path)
    for (const receiver of RECEIVERS) {
      await using peer = await startPostfix({ configuration: receiver, authority })
      for (const plan of PLANS) {
        const words = [
          'check',
          `[${peer.address}]:${peer.port}`,
          plan,
          '--json',
          '--ca-file',
          authority.certificateFile,
        ]
        const runs: ResourceUse[] = []
        for (let run = 0; run < RUNS; run++) runs.push(await resourceUseOf(product.script, words))
        const user = median(runs.map(({ userSeconds }) => userSeconds))
        const system = median(runs.map(({ systemSeconds }) => systemSeconds))
        const peak = Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes))
        const isBounded = receiver === BOUNDED.receiver && plan === BOUNDED.plan
        const isMet = user + system <= BOUNDED.cpuSeconds && peak < BOUNDED.peakMegabytes
        const bound = isBounded ? `≤ ${BOUNDED.cpuSeconds} s, < ${BOUNDED.peakMegabytes} MB` : ''
        const figures = [user + system, user, system].map((seconds) => seconds.toFixed(2))
        rows.push([`${receiver}, ${plan}`, ...figures, peak.toFixed(0), bound, isBounded ? (isMet ? 'yes' : 'NO') : ''])
        tell(`${receiver} ${plan}: ${figures[0]} s of processor time, ${peak.toFixed(0)} MB`)
        if (isBounded && !isMet)
          failures.push(`a full survey took ${figures[0]} s and ${peak.toFixed(0)} MB; the bound is ${bound}`)
      }
    }
  } finally {
    folder.remove()
  }
  const head = ['receiver, plan', 'CPU s', 'user', 'system', 'peak MB', 'bound', 'met']
  return {
    body: `The median of ${RUNS} runs of the compiled product, and of memory the most, each as a process of its own. One P-256 signature check
took ${before} µs before and ${calibration()} µs after; on an idle core of this kind it takes 80 to 90, and processor time shrinks with it.

${table(head, rows)}`,
    failures,
  }
}
