import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { TlsVersion } from '../../src/base/answer.ts'

/** What the document of sslyze says. What it did not look at, or could not, is null. */
export interface SslyzeFound {
  /** IANA's names, or those of SSL 2.0. */
  readonly suites: Readonly<Record<TlsVersion, readonly string[] | null>>
  /** The suites that it asked for, the same names. */
  readonly asked: Readonly<Record<TlsVersion, readonly string[]>>
  readonly enabled: readonly TlsVersion[]
  /** OpenSSL's names of curves, of whatever version. */
  readonly curves: readonly string[] | null
  readonly askedCurves: readonly string[]
  readonly features: Readonly<Record<SslyzeFeature, boolean | null>>
  /** Scan commands that were begun and not completed, as when a connection timed out. */
  readonly incomplete: readonly string[]
  /** SHA-256 of each leaf certificate, in hexadecimal. */
  readonly leaves: readonly string[] | null
}

/** Features that sslyze and wiretight both look at. */
export type SslyzeFeature =
  | 'compression'
  | 'earlyData'
  | 'extendedMasterSecret'
  | 'fallbackScsv'
  | 'secureRenegotiation'

/** One scan command: what came of it, null unless it was completed. */
function command<Result extends z.ZodType>(result: Result) {
  return z.object({ status: z.string(), result: result.nullable() })
}

const suiteList = z.array(z.object({ cipher_suite: z.object({ name: z.string() }) }))

const suites = command(
  z.object({
    is_tls_version_supported: z.boolean(),
    accepted_cipher_suites: suiteList,
    rejected_cipher_suites: suiteList,
  }),
)

const curveList = z.array(z.object({ name: z.string() })).nullable()

const document = z.object({
  server_scan_results: z.tuple([
    z.object({
      connectivity_status: z.literal('COMPLETED'),
      scan_result: z.object({
        ssl_2_0_cipher_suites: suites,
        ssl_3_0_cipher_suites: suites,
        tls_1_0_cipher_suites: suites,
        tls_1_1_cipher_suites: suites,
        tls_1_2_cipher_suites: suites,
        tls_1_3_cipher_suites: suites,
        certificate_info: command(
          z.object({
            certificate_deployments: z.array(
              z.object({ received_certificate_chain: z.array(z.object({ as_pem: z.string() })) }),
            ),
          }),
        ),
        elliptic_curves: command(z.object({ supported_curves: curveList, rejected_curves: curveList })),
        tls_compression: command(z.object({ supports_compression: z.boolean() })),
        tls_1_3_early_data: command(z.object({ supports_early_data: z.boolean() })),
        tls_extended_master_secret: command(z.object({ supports_ems_extension: z.boolean() })),
        tls_fallback_scsv: command(z.object({ supports_fallback_scsv: z.boolean() })),
        session_renegotiation: command(z.object({ supports_secure_renegotiation: z.boolean() })),
      }),
    }),
  ]),
})

/** Reads the JSON of sslyze 6. Throws when it is not that, or when sslyze could not reach the server. */
export function readSslyze(json: string): SslyzeFound {
  const { scan_result: scan } = document.parse(JSON.parse(json)).server_scan_results[0]
  const byVersion: Readonly<Record<TlsVersion, z.infer<typeof suites>>> = {
    ssl2: scan.ssl_2_0_cipher_suites,
    ssl3: scan.ssl_3_0_cipher_suites,
    tls10: scan.tls_1_0_cipher_suites,
    tls11: scan.tls_1_1_cipher_suites,
    tls12: scan.tls_1_2_cipher_suites,
    tls13: scan.tls_1_3_cipher_suites,
  }
  const everyVersion = <Value>(pick: (of: z.infer<typeof suites>['result']) => Value): Record<TlsVersion, Value> => ({
    ssl2: pick(byVersion.ssl2.result),
    ssl3: pick(byVersion.ssl3.result),
    tls10: pick(byVersion.tls10.result),
    tls11: pick(byVersion.tls11.result),
    tls12: pick(byVersion.tls12.result),
    tls13: pick(byVersion.tls13.result),
  })
  const curves = scan.elliptic_curves.result
  return {
    suites: everyVersion((result) => result && namesOf(result.accepted_cipher_suites)),
    asked: everyVersion((result) =>
      result ? namesOf([...result.accepted_cipher_suites, ...result.rejected_cipher_suites]) : [],
    ),
    enabled: VERSIONS.filter((version) => byVersion[version].result?.is_tls_version_supported),
    curves: curves?.supported_curves?.map(({ name }) => name) ?? null,
    askedCurves: [...(curves?.supported_curves ?? []), ...(curves?.rejected_curves ?? [])].map(({ name }) => name),
    features: {
      compression: scan.tls_compression.result?.supports_compression ?? null,
      earlyData: scan.tls_1_3_early_data.result?.supports_early_data ?? null,
      extendedMasterSecret: scan.tls_extended_master_secret.result?.supports_ems_extension ?? null,
      fallbackScsv: scan.tls_fallback_scsv.result?.supports_fallback_scsv ?? null,
      secureRenegotiation: scan.session_renegotiation.result?.supports_secure_renegotiation ?? null,
    },
    incomplete: Object.entries(scan).flatMap(([name, { status }]) => (status === 'ERROR' ? [name] : [])),
    leaves:
      scan.certificate_info.result?.certificate_deployments.flatMap(({ received_certificate_chain: chain }) =>
        chain.slice(0, 1).map(({ as_pem }) => sha256OfPem(as_pem)),
      ) ?? null,
  }
}

function namesOf(list: z.infer<typeof suiteList>): readonly string[] {
  return list.map(({ cipher_suite: suite }) => suite.name)
}

const VERSIONS = ['ssl2', 'ssl3', 'tls10', 'tls11', 'tls12', 'tls13'] as const satisfies readonly TlsVersion[]

function sha256OfPem(pem: string): string {
  const base64 = pem.replace(/-----[^-]+-----|\s/g, '')
  return createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex')
}
