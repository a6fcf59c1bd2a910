import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { ipVersion } from '../../../base/ip-address.ts'
import { compareSeverity } from '../../../judge/severity.ts'
import { type SenderTestDocument, senderTestDocumentOf } from '../../../report/sender-test-document.ts'
import { SETTLE_SECONDS } from '../../../report/sender-test-outcome.ts'
import type { SenderTestSetup } from '../../../report/sender-test-setup.ts'
import { renderSenderTestSetup } from '../../../report/sender-test-setup-text.ts'
import { renderSenderTest, SENDER_TEST_FORMATS } from '../../sendertest/render.ts'
import { type SenderTest, type SenderTestOptions, startSenderTest } from '../../sendertest/sender-test.ts'
import { planService, type ServicePlan } from '../../sendertest/service-plan.ts'
import { setupOf } from '../../sendertest/setup-of.ts'
import { writeState } from '../../sendertest/state-folder.ts'
import { startWebSite } from '../../sendertest/web-site.ts'
import { failOnOf, numberOf, oneOf, quoted, refuse, secondsOf } from '../check-options.ts'
import { EXIT, type FailOn } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'

/** Options of `sendertest` as commander hands them over. */
export interface SendertestOptions {
  readonly local?: true
  readonly realPorts?: true
  readonly network?: string
  readonly zone?: string
  readonly listen?: readonly string[]
  readonly dns?: readonly string[]
  readonly https?: readonly string[]
  readonly nameServer?: readonly string[]
  readonly smtpPort?: string
  readonly dnsPort?: string
  readonly httpsPort?: string
  readonly certificate?: string
  readonly state?: string
  readonly web?: string
  readonly settle?: string
  readonly wait?: string
  readonly format?: string
  readonly json?: true
  readonly output?: string
  readonly failOn?: string
  readonly color: boolean
  readonly ascii?: true
}

const NETWORK = '127.25.0'

/** A second to settle is for tests, a day for the patient. */
const SECONDS = { least: 0, most: 86_400 }

/** How often it is looked whether `--wait` is over. */
const LOOK_MILLISECONDS = 200

/** `wiretight sendertest`: serves until somebody interrupts, or `--wait` is over; then reports. Returns the exit code. */
export async function sendertestCommand(options: SendertestOptions, signal: AbortSignal): Promise<number> {
  const format = options.json ? 'json' : oneOf('--format', options.format ?? 'text', SENDER_TEST_FORMATS)
  const settleMilliseconds = secondsOf('--settle', options.settle, SECONDS) ?? SETTLE_SECONDS * 1_000
  const waitMilliseconds = secondsOf('--wait', options.wait, SECONDS) ?? null
  const failOn = failOnOf(options.failOn)
  const webAt = options.web === undefined ? null : webPlace(options.web)
  const serviceOptions = await planService(servicePlan(options), Date.now)
  const service = await startSenderTest(serviceOptions)
  const closing: (() => Promise<void>)[] = [() => service.close()]
  try {
    const settleSeconds = settleMilliseconds / 1_000
    const site = webAt === null ? null : await startWebSite(webAt, service, settleSeconds)
    if (site !== null) closing.push(() => site.close())
    const token = service.begin()?.token ?? refuse('sendertest', 'there is no room for a test')
    const web = site === null || webAt === null ? null : `http://${bracketed(webAt.address)}:${site.port}`
    const setup = await prepare(options, serviceOptions, service, token, web)
    const tell = (text: string): Promise<void> => {
      if (format === 'text' || options.output !== undefined) return writeOut(text, undefined)
      process.stderr.write(text)
      return Promise.resolve()
    }
    await tell(`${listeningLine(setup)}\n\n${renderSenderTestSetup(setup)}\n`)
    const judge = (): SenderTestDocument | null => {
      const facts = service.factsOf(token)
      return facts === null ? null : senderTestDocumentOf(facts, { settleSeconds })
    }
    await waitFor(signal, waitMilliseconds, judge)
    const document = judge()
    if (document === null) return EXIT.undetermined
    const look = terminalLook(
      process.stdout,
      { color: options.color && options.output === undefined, ascii: options.ascii === true },
      process.env,
    )
    await writeOut(renderSenderTest(document, format, look), options.output)
    return waitMilliseconds === null || signal.aborted ? EXIT.clean : exitOf(document, failOn)
  } finally {
    await Promise.all(closing.map((close) => close()))
  }
}

function servicePlan(options: SendertestOptions): ServicePlan {
  const port = (option: string, text: string | undefined): number | null =>
    text === undefined ? null : numberOf(option, text, 0, { least: 1, most: 65_535 })
  return {
    local: options.local === true,
    realPorts: options.realPorts === true,
    network: options.network ?? NETWORK,
    zone: options.zone ?? null,
    listen: options.listen ?? [],
    dns: options.dns ?? [],
    https: options.https ?? [],
    nameServers: options.nameServer ?? [],
    ports: {
      smtp: port('--smtp-port', options.smtpPort),
      dns: port('--dns-port', options.dnsPort),
      https: port('--https-port', options.httpsPort),
    },
    certificate: options.certificate ?? null,
    state: options.state ?? null,
  }
}

function webPlace(text: string): { readonly address: string; readonly port: number } {
  const [, bracket, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? []
  const address = bracket ?? plain ?? ''
  if (ipVersion(address) === null) return refuse('--web', `expected an address and a port, not ${quoted(text)}`)
  return { address, port: numberOf('--web', port, 0, { least: 0, most: 65_535 }) }
}

/** Writes what others need into the folder, and gathers what people need. */
async function prepare(
  { state }: SendertestOptions,
  serviceOptions: SenderTestOptions,
  service: SenderTest,
  token: string,
  web: string | null,
): Promise<SenderTestSetup> {
  if (state === undefined) return setupOf(serviceOptions, service, token, { authorityFile: null, web })
  const authorityFile = await writeState(state, 'authority.pem', service.rootPem)
  const setup = setupOf(serviceOptions, service, token, { authorityFile, web })
  await writeState(state, 'trust-anchor', service.ds.map((line) => `${line}\n`).join(''))
  await writeState(state, 'setup.json', `${JSON.stringify(setup, null, 2)}\n`)
  return setup
}

function listeningLine({ mail, dns, https, resolver, web }: SenderTestSetup): string {
  const addresses = [...new Set(mail.servers.flatMap((server) => server.addresses))]
  const [first = '', last = ''] = [addresses[0], addresses.at(-1)]
  const places = [
    `smtp ${addresses.length} addresses, ${bracketed(first)} to ${bracketed(last)}, port ${mail.port}`,
    `dns ${bracketed(dns.addresses[0] ?? '')}:${dns.port}`,
    `https ${bracketed(https.addresses[0] ?? '')}:${https.port}`,
    ...(resolver === null ? [] : [`resolver ${bracketed(resolver.address)}:${resolver.port}`]),
    ...(web === null ? [] : [web]),
  ]
  return `listening on ${places.join('; ')}`
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

async function waitFor(
  signal: AbortSignal,
  waitMilliseconds: number | null,
  judge: () => SenderTestDocument | null,
): Promise<void> {
  if (waitMilliseconds === null) {
    if (!signal.aborted) await once(signal, 'abort')
    return
  }
  const start = performance.now()
  while (!signal.aborted) {
    const waited = judge()?.waitedSeconds ?? null
    if (waited !== null && waited * 1_000 >= waitMilliseconds) return
    // Where nothing comes at all, ten times as long is enough.
    if (waited === null && performance.now() - start >= NOTHING_FACTOR * waitMilliseconds) return
    await sleep(LOOK_MILLISECONDS)
  }
}

const NOTHING_FACTOR = 10

function exitOf({ findings, waitedSeconds }: SenderTestDocument, failOn: FailOn): number {
  if (waitedSeconds === null) return EXIT.undetermined
  if (failOn === 'never') return EXIT.clean
  return findings.some(({ severity }) => compareSeverity(severity, failOn) <= 0) ? EXIT.findings : EXIT.clean
}
