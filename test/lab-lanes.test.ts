import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../src/audit/audit.ts'
import type { AuditEnvironment } from '../src/audit/environment.ts'
import { DEFAULT_OPTIONS } from '../src/audit/real-environment.ts'
import { parseTarget } from '../src/audit/target.ts'
import type { Lab } from '../src/lab/lab.ts'
import { labEnvironment, startHastyLab } from './support/lab-reports.ts'

/* A survey holds as many connections as it has lanes, and no more: those that are closing, and the one about relaying, count. */

let lab: Lab
beforeAll(async () => {
  lab = await startHastyLab()
})
afterAll(() => lab.close())

/** An environment that counts: a connection lasts from the moment that it is asked for until both sides have ended it. */
function counting(environment: AuditEnvironment) {
  const counts = { now: 0, most: 0, all: 0 }
  const dial: AuditEnvironment['dial'] = async (options) => {
    counts.all += 1
    counts.now += 1
    counts.most = Math.max(counts.most, counts.now)
    try {
      const socket = await environment.dial(options)
      socket.once('close', () => {
        counts.now -= 1
      })
      return socket
    } catch (error) {
      counts.now -= 1
      throw error
    }
  }
  return { counts, environment: { ...environment, dial } }
}

const domains = ['postfix-default.lab', 'extension-intolerant.lab', 'open-relay.lab', 'intermittent.lab']
const cases = domains.flatMap((domain) => [1, 3, 4].map((lanes) => ({ domain, lanes })))

test.each(cases)('$domain, $lanes lanes', async ({ domain, lanes }) => {
  const { counts, environment } = counting(labEnvironment(lab))
  await audit(parseTarget(domain), environment, { ...DEFAULT_OPTIONS, plan: 'full', openRelay: true, lanes })
  expect(counts.most).toBe(lanes)
  expect(counts.all).toBeGreaterThan(lanes)
})
