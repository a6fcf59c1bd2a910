import { startPolicyTls } from '../../../audit/policy-tls.ts'
import { parseDomainName } from '../../../base/domain-name.ts'
import type { MtaStsCheckFacts } from '../../../facts/mta-sts-facts.ts'
import { examine } from '../../../mtasts/examine.ts'
import { fetchPolicy } from '../../../mtasts/fetch.ts'
import { selectRecord } from '../../../mtasts/record.ts'
import { checkDocumentOf, type MtaStsCheckDocument, renderMtaStsJson } from '../../../report/mta-sts-json.ts'
import { renderMtaStsCheck } from '../../../report/mta-sts-text.ts'
import type { RawCheckOptions } from '../check-options.ts'
import { openEnvironment } from '../environment.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { terminalLook } from '../terminal.ts'

/** Options of `mta-sts check`, which mean what they mean to `check`. */
export type CheckOptions = Pick<
  RawCheckOptions,
  | 'resolver'
  | 'trustAnchor'
  | 'iterate'
  | 'connectTo'
  | 'resolve'
  | 'caFile'
  | 'allowPrivate'
  | 'timeout'
  | 'now'
  | 'lab'
  | 'json'
  | 'color'
  | 'ascii'
>

/** `wiretight mta-sts check DOMAIN`: record, policy host, policy, exchangers. Returns the exit code. */
export async function checkCommand(domainText: string, options: CheckOptions, signal: AbortSignal): Promise<number> {
  const facts = await observe(parseDomainName(domainText), options, signal)
  const document = checkDocumentOf(facts, examine(facts))
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  await writeOut(options.json ? renderMtaStsJson(document) : renderMtaStsCheck(document, look), undefined)
  return exitOf(document)
}

async function observe(domain: string, options: CheckOptions, signal: AbortSignal): Promise<MtaStsCheckFacts> {
  const { environment, close } = await openEnvironment({ ...options, dane: false, mtaSts: true }, [
    { kind: 'domain', domain, text: domain },
  ])
  try {
    const { resolver, roots, dial, now, specialKind, patience } = environment
    const at = now().toISOString()
    const [record, mx] = await Promise.all([
      resolver.lookup(`_mta-sts.${domain}`, 'TXT', signal),
      resolver.lookup(domain, 'MX', signal),
    ])
    const selected = selectRecord(record.records)
    const isAnnounced = selected.kind === 'one' && selected.record.verdict === 'valid'
    const fetching = {
      domain,
      resolver,
      roots,
      dial,
      startTls: startPolicyTls,
      specialKind: options.allowPrivate ? () => null : specialKind,
      now,
      signal,
      limits: patience.policy,
    }
    const fetch = isAnnounced ? await fetchPolicy(fetching) : null
    return { domain, at, resolver: resolver.description, record, mx, fetch }
  } finally {
    await close()
  }
}

/** 0 for a policy that senders get and that names every exchanger, 3 where something of that is not known, else 1. */
function exitOf({ verdict, mx, policy, findings }: MtaStsCheckDocument): number {
  if (verdict === 'unknown') return EXIT.undetermined
  if (verdict !== 'valid' || findings.some(({ code }) => code === 'mta-sts-mx-not-covered')) return EXIT.findings
  return mx === null && policy?.mode !== 'none' ? EXIT.undetermined : EXIT.clean
}
