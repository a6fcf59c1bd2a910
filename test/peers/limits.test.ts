import { readFile, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Answer } from '../../src/base/answer.ts'
import type { ServerFacts } from '../../src/facts/server-facts.ts'
import type { RuleCode } from '../../src/judge/codes.ts'
import { VERSION_NAMES } from '../../src/registry/versions.ts'
import { runCli } from '../support/run-cli.ts'
import { type CheckResult, checkPeer, factsIn, readReport } from './audit-peer.ts'
import { type Authority, makeAuthority } from './harness/certificates.ts'
import { listeningPeer } from './harness/listening-peer.ts'
import { type PostfixConfiguration, startPostfix } from './harness/postfix.ts'
import { isMissing } from './harness/require-peer.ts'
import { type RunningPeer, settlePlace, temporaryFolder } from './harness/running-peer.ts'

/* Servers that let a client in so many times and no more: what a survey says then, and how it goes on later. */

const folder = temporaryFolder('limits')
afterAll(() => folder.remove())
const authority = isMissing('openssl') ? null : makeAuthority(folder.path)

/** Postfix's window: short, for the test waits until it is over. It counts whole seconds. */
const WINDOW_SECONDS = 3

/** What is found in addition where a server turned us away. */
const LIMITED = 'smtp-rate-limited' satisfies RuleCode

/** More calls than any of these surveys needs. */
const MOST_CALLS = 25

describe.skipIf(isMissing('postfix', 'openssl'))('a full survey', () => {
  test('of a Postfix that lets a client in twenty times a window ends there, says so, and goes on later', async () => {
    const whole = await surveyUnlimited('default')
    await using postfix = await startPostfix({
      configuration: 'default',
      authority: some(authority),
      main: {
        smtpd_client_connection_rate_limit: '20',
        anvil_rate_time_unit: `${WINDOW_SECONDS}s`,
        anvil_status_update_time: `${WINDOW_SECONDS}s`,
        smtpd_client_event_limit_exceptions: '',
      },
    })
    const first = await checkPeer(postfix, some(authority).certificateFile, ['--full'])
    expectHonest(first, whole)
    expect(first.code).toBe(1) // for what it found so far
    const nextWindow = () => new Promise<void>((resolve) => setTimeout(resolve, (WINDOW_SECONDS + 1.5) * 1_000))
    const { last, calls } = await goOn(first, whole, nextWindow)
    expect(postfix.log()).toMatch(/Connection rate limit exceeded: \d+ from unknown\[127\.0\.0\.1\]/)
    expectWhole(last, whole)
    expect(last.code).toBe(1)
    tell('20 connections per window', last, calls)
  })

  test('of a server that lets a client in twice a window is put together from many calls', async () => {
    const whole = await surveyUnlimited('hard')
    await using postfix = await startPostfix({ configuration: 'hard', authority: some(authority) })
    await using turnstile = await startTurnstile(postfix, 2)
    const first = await checkPeer(turnstile, some(authority).certificateFile, ['--full'])
    expectHonest(first, whole)
    expect(first.code).toBe(0) // a grade, though a provisional one, and nothing found
    const nextWindow = () => Promise.resolve(turnstile.nextWindow())
    const { last, calls } = await goOn(first, whole, nextWindow, ['--lanes', '1'])
    expectWhole(last, whole)
    expect(last.code).toBe(0)
    tell('2 connections per window', last, calls)
  })

  test('of a Postfix that lets a client in twice at a time costs it a pause, and nothing is left open', async () => {
    const whole = await surveyUnlimited('hard')
    await using postfix = await startPostfix({
      configuration: 'hard',
      authority: some(authority),
      main: { smtpd_client_connection_count_limit: '2', smtpd_client_event_limit_exceptions: '' },
    })
    // On a busy machine Postfix may start its processes so slowly that the limit is not met; then once more.
    for (let call = 1; call <= BUSY_CALLS && !CONCURRENCY_LIMIT.test(postfix.log()); call += 1) {
      const result = await checkPeer(postfix, some(authority).certificateFile, ['--full'])
      expectWhole(result, whole)
      expect(result.code).toBe(0)
      tell('2 connections at a time', result, call)
    }
    expect(postfix.log()).toMatch(CONCURRENCY_LIMIT)
  })

  test('of a server that lets nobody in has no grade and exit code 3', async () => {
    await using turnstile = await startTurnstile({ address: '127.0.0.1', port: 9 }, 0)
    const { code, report, facts } = await checkPeer(turnstile, some(authority).certificateFile, ['--full'])
    expect({ code, grade: report.grade, provisional: report.provisional }).toEqual({
      code: 3,
      grade: null,
      provisional: true,
    })
    expect(VERSION_NAMES.map((version) => facts.versions[version])).toEqual(
      VERSION_NAMES.map(() => ({ state: 'unknown', why: 'rate-limited' })),
    )
    expect(Object.values(facts.suites).flat()).toEqual([])
  })
})

const CONCURRENCY_LIMIT = /Connection concurrency limit exceeded: \d+ from unknown\[127\.0\.0\.1\]/

/** Calls after which a limit that was never met is a fault of the test. */
const BUSY_CALLS = 8

async function surveyUnlimited(configuration: PostfixConfiguration): Promise<CheckResult> {
  await using postfix = await startPostfix({ configuration, authority: some(authority) })
  const whole = await checkPeer(postfix, some(authority).certificateFile, ['--full'])
  expect({ coverage: whole.report.coverage, provisional: whole.report.provisional }).toEqual({
    coverage: 1,
    provisional: false,
  })
  return whole
}

/** Asserts that a report that was cut short claims nothing that is not so, and admits what it does not know. */
function expectHonest({ report, facts, stderr }: CheckResult, whole: CheckResult): void {
  expect(stderr).toBe('')
  expect(report.coverage).toBeLessThan(1)
  expect(report.provisional).toBe(true)
  const known = new Set(whole.report.undetermined.map(({ code }) => code))
  const open = report.undetermined.filter(({ code }) => !known.has(code))
  expect(open.length).toBeGreaterThan(0)
  expect(open.map(({ code, why }) => `${code} ${why}`)).toEqual(open.map(({ code }) => `${code} rate-limited`))
  expect(report.findings.map(({ code }) => code)).toEqual(expect.arrayContaining([LIMITED]))

  const truth = answersOf(whole.facts)
  const seen = answersOf(facts)
  const untrue = [...seen].filter(([what, { state }]) => state !== 'unknown' && state !== truth.get(what)?.state)
  expect(untrue, 'answers that the whole survey does not give').toEqual([])
  const unproved = [...seen].filter(([, answer]) => answer.state !== 'unknown' && !isProved(facts, answer.by))
  expect(unproved, 'answers of connections that were turned away').toEqual([])
  const settled = (answers: typeof seen): number => [...answers.values()].filter(isSettled).length
  expect(settled(seen)).toBeLessThan(settled(truth))
}

/** Asserts that a report tells all that a survey without limits tells. */
function expectWhole({ report, facts, stderr }: CheckResult, whole: CheckResult): void {
  expect(stderr).toBe('')
  expect(statesOf(facts)).toEqual(statesOf(whole.facts))
  expect(facts.preference).toEqual(whole.facts.preference)
  const findings = report.findings.map(({ code }) => code).filter((code) => code !== LIMITED)
  expect(report.findings.map(({ code }) => code)).toContain(LIMITED)
  expect(findings).toEqual(whole.report.findings.map(({ code }) => code))
  const { grade, coverage, provisional, undetermined } = whole.report
  expect(report).toMatchObject({ grade, coverage, provisional })
  expect(report.undetermined.map(({ code }) => code)).toEqual(undetermined.map(({ code }) => code))
}

/**
 * Calls `check --resume` in window after window, as a user would, until the plan is carried out; each call must bring it
 * forward. The last calls may ask what no rule depends on.
 */
async function goOn(
  first: CheckResult,
  whole: CheckResult,
  nextWindow: () => Promise<void>,
  words: readonly string[] = [],
): Promise<{ readonly last: CheckResult; readonly calls: number }> {
  const file = join(folder.path, 'resumed.json')
  await writeFile(file, first.stdout)
  const more = ['--full', '--json', '--allow-private', '--ca-file', some(authority).certificateFile, ...words]
  let last = first
  for (let calls = 1; calls < MOST_CALLS; calls++) {
    await nextWindow()
    const run = await runCli(['check', '--resume', file, '-o', file, ...more])
    const report = readReport({ ...run, stdout: await readFile(file, 'utf8') })
    const facts = factsIn(report)
    expect(facts.probes.length).toBeGreaterThan(last.facts.probes.length)
    last = { ...run, report, facts }
    if (facts.openBecause === 'not-asked') return { last, calls: calls + 1 }
    if (report.provisional) expectHonest(last, whole)
  }
  throw new Error(`not complete after ${MOST_CALLS} calls`)
}

/** Every answer of the facts by what it is about. */
function answersOf(facts: ServerFacts): ReadonlyMap<string, Answer> {
  return new Map<string, Answer>([
    ['starttls', facts.smtp.starttls],
    ...VERSION_NAMES.map((version) => [version, facts.versions[version]] as const),
    ...VERSION_NAMES.flatMap((version) =>
      facts.suites[version].map((suite) => [`${version} ${suite.id}`, suite] as const),
    ),
    ...facts.groups.map((group) => [`${group.version} ${group.name}`, group] as const),
    ...Object.entries(facts.features),
    ...Object.entries(facts.vulnerabilities),
  ])
}

/** The answers without their proofs, which are others in each survey. */
function statesOf(facts: ServerFacts): Readonly<Record<string, string>> {
  return Object.fromEntries([...answersOf(facts)].map(([what, { state }]) => [what, state]))
}

function isSettled({ state }: Answer): boolean {
  return state !== 'unknown'
}

/** True when the connection that is named as proof was not turned away. */
function isProved({ probes }: ServerFacts, by: number): boolean {
  return probes.some(({ index, failure }) => index === by && failure?.code !== 'smtp-refused')
}

/** A door before a server that turns clients away, and counts. */
interface Turnstile extends RunningPeer {
  /** Begins the next window: the test is the clock. */
  nextWindow(): void
}

/** Lets so many connections of a window through to the server; whoever comes then is told 421 (RFC 5321 section 3.8). */
async function startTurnstile(
  target: { readonly address: string; readonly port: number },
  perWindow: number,
): Promise<Turnstile> {
  const place = await settlePlace({})
  const sockets = new Set<Socket>()
  let admitted = 0
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => client.destroy()).once('close', () => sockets.delete(client))
    if (admitted >= perWindow) {
      client.end('421 4.7.0 mx.lab.test Error: too many connections\r\n')
      client.resume()
      return
    }
    admitted += 1
    const upstream = connect(target.port, target.address)
    sockets.add(upstream)
    upstream.on('error', () => client.destroy()).once('close', () => sockets.delete(upstream))
    client.pipe(upstream).pipe(client)
    client.once('close', () => upstream.destroy())
  })
  return {
    ...(await listeningPeer(server, place, sockets)),
    nextWindow: () => {
      admitted = 0
    },
  }
}

function tell(limit: string, { report }: CheckResult, calls: number): void {
  const { connections, seconds } = report.budget
  process.stdout.write(`${limit}: ${calls} calls, ${connections} connections in all, ${seconds} s in the last call\n`)
}

function some(known: Authority | null): Authority {
  if (known === null) throw new Error('no openssl, no certificates')
  return known
}
