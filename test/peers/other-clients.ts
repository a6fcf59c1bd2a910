import type { TlsVersion } from '../../src/base/answer.ts'
import { scanWith } from './harness/clients.ts'
import { runProgram } from './harness/run-program.ts'

/* What other programs see of a server: the truth that surveys are compared with. */

/** Where a server listens. */
interface Place {
  readonly address: string
  readonly port: number
}

/** OpenSSL's verdict on a chain, as `s_client` prints it. */
export interface Verdict {
  readonly code: number
  readonly text: string
}

const S_CLIENT_VERSIONS = {
  '-tls1': 'tls10',
  '-tls1_1': 'tls11',
  '-tls1_2': 'tls12',
  '-tls1_3': 'tls13',
} as const satisfies Readonly<Record<string, TlsVersion>>

/** Carries out a handshake after STARTTLS with `openssl s_client`, at no minimum strength; gives what it printed. */
export async function handshakeByOpenssl(place: Place, ...parameters: readonly string[]): Promise<string> {
  const where = ['-connect', `${place.address}:${place.port}`, '-starttls', 'smtp']
  const suites = parameters.includes('-cipher') ? [] : ['-cipher', 'ALL:eNULL:@SECLEVEL=0']
  return (await runProgram('openssl', ['s_client', ...where, ...suites, ...parameters], { input: 'Q\n' })).output
}

/** Versions that others can agree on with a server: TLS by handshakes of `openssl s_client`, SSL by `sslscan`. */
export async function versionsByOthers(place: Place): Promise<ReadonlySet<TlsVersion>> {
  const accepted = new Set<TlsVersion>()
  for (const [parameter, version] of Object.entries(S_CLIENT_VERSIONS)) {
    if (isHandshake(await handshakeByOpenssl(place, parameter))) accepted.add(version)
  }
  const { enabled } = await scanWith('sslscan', place)
  for (const version of enabled.filter((each) => each.startsWith('ssl'))) accepted.add(version)
  return accepted
}

/** True when `openssl s_client` agrees with a server on a suite of TLS 1.2 out of the list. */
export async function agreesByOpenssl(place: Place, list: string): Promise<boolean> {
  return isHandshake(await handshakeByOpenssl(place, '-tls1_2', '-cipher', `${list}:@SECLEVEL=0`))
}

/** What `openssl s_client` makes of a server's chain with the authorities of a file. */
export async function verdictByOpenssl(
  place: Place,
  caFile: string,
  ...parameters: readonly string[]
): Promise<Verdict> {
  const output = await handshakeByOpenssl(place, '-CAfile', caFile, '-verify', '9', ...parameters)
  const [, code, text] = /Verify return code: (\d+) \((.*)\)/.exec(output) ?? []
  if (code === undefined || text === undefined) throw new Error(`s_client printed no verdict:\n${output}`)
  return { code: Number(code), text }
}

function isHandshake(output: string): boolean {
  return /^New, (?!\(NONE\))/m.test(output)
}
