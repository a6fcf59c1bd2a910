import { attemptSync } from '../../base/failure.ts'
import { generateTlsa, subjectOfChain } from '../../dane/generate.ts'
import { tlsaName } from '../../dane/tlsa-base.ts'
import { formatTlsa } from '../../dane/tlsa-text.ts'
import { exchangersOf, matchMx } from '../../mtasts/match.ts'
import { policyId } from '../../mtasts/policy-id.ts'
import { writePolicy, writeRecord } from '../../mtasts/write-policy.ts'
import { writeRecord as writeTlsRpt, writeZoneLine } from '../../tlsrpt/write-record.ts'
import { isMailless } from '../mailless.ts'
import type { DomainSubject } from '../subject.ts'
import { daneViews } from './dane-view.ts'
import { mtaStsView } from './mta-sts-view.ts'
import { policySummary } from './policy-summary.ts'

/** Something that is published: as it should be, or not yet. */
export interface Wanted {
  /** True when what is there does already. */
  readonly isDone: boolean
  /** Lines of the zone, in master file form. */
  readonly records: readonly string[]
}

/** All that a domain has to publish, from its present state. */
export interface SetupRecords {
  readonly mtaSts: Wanted & {
    /** Where the text is to be served, and the text. */
    readonly url: string
    readonly policy: string
    /** True while a mode that protects nobody comes first. */
    readonly isTrial: boolean
  }
  readonly tlsRpt: Wanted
  readonly dnssec: { readonly isDone: boolean; readonly unsigned: readonly string[] }
  /** TLSA records of each exchanger, from the chains that its servers show now. */
  readonly dane: readonly (Wanted & { readonly host: string; readonly hasChains: boolean })[]
}

/** Settings of a setup. */
export interface SetupChoices {
  /** Where reports are to go: addresses or URIs. */
  readonly rua: readonly string[]
  /** Seconds. */
  readonly maxAgeSeconds: number
  readonly mode: 'testing' | 'enforce'
}

const TTL_SECONDS = 3_600

/**
 * What a domain has to publish so that senders insist on encryption to its servers: an MTA-STS policy, a record for reports,
 * and TLSA records for the keys in use. Null when it is not known where mail for it goes: a policy that leaves an exchanger
 * out loses mail.
 */
export function setupRecords(subject: DomainSubject, choices: SetupChoices): SetupRecords | null {
  const { facts } = subject
  if (facts.route === 'unknown') return null
  const { domain } = facts
  const summary = policySummary(subject)
  const hosts = hostsOf(facts)
  // Without a server there is nothing that senders could insist on, and a policy without hosts would be invalid.
  const takesMail = !isMailless(facts)
  const policy = writePolicy({ mode: choices.mode, maxAgeSeconds: choices.maxAgeSeconds, mx: hosts })
  const view = mtaStsView(facts)
  const covered = view.state === 'valid' && hosts.every((host) => matchMx(host, view.policy.mx) !== null)
  const rank = { none: 0, testing: 1, enforce: 2 }
  const isServed = view.state === 'valid' && covered && rank[view.policy.mode] >= rank[choices.mode]
  return {
    mtaSts: {
      isDone: isServed || !takesMail,
      url: `https://mta-sts.${domain}/.well-known/mta-sts.txt`,
      policy,
      isTrial: choices.mode === 'testing',
      records: [`_mta-sts.${domain}. ${TTL_SECONDS} IN TXT "${writeRecord(policyId(policy))}"`],
    },
    tlsRpt: {
      isDone: summary.tlsRpt === 'valid' || !takesMail,
      records: [writeZoneLine(domain, writeTlsRpt(choices.rua))],
    },
    dnssec: unsignedNames(subject),
    dane: subject.exchangers().map((exchanger) => {
      const { host } = exchanger.exchanger
      const views = daneViews(exchanger)
      const records = tlsaLines(
        host,
        exchanger.servers.flatMap(({ server }) => server.chains.map((chain) => chain.certificates)),
      )
      return {
        host,
        hasChains: records.length > 0,
        isDone: views.some(({ coverage }) => coverage?.state === 'covered'),
        records,
      }
    }),
  }
}

/** All exchangers of the MX records: a survey stops at some, and a policy that names no others loses their mail. */
function hostsOf({ mx, exchangers }: DomainSubject['facts']): readonly string[] {
  const named = (mx === null ? null : exchangersOf(mx)) ?? exchangers.map(({ host }) => host)
  return [...new Set(named)]
}

function unsignedNames({ facts }: DomainSubject): SetupRecords['dnssec'] {
  const lookups = [facts.mx, ...facts.exchangers.flatMap(({ v4, v6 }) => [v4, v6])]
  const unsigned = lookups.flatMap((lookup) =>
    lookup !== null && lookup.dnssec.status === 'insecure' ? [lookup.dnssec.at ?? lookup.name] : [],
  )
  return { isDone: unsigned.length === 0, unsigned: [...new Set(unsigned)] }
}

/** `3 1 1` for each key that is shown, each once. */
function tlsaLines(host: string, chains: readonly (readonly string[])[]): readonly string[] {
  const lines = chains.flatMap((chain) => {
    const made = attemptSync(() => {
      const ders = chain.map((base64) => Buffer.from(base64, 'base64'))
      return formatTlsa(generateTlsa(subjectOfChain(ders, 3), { usage: 3, selector: 1, matching: 1 }))
    })
    return made.ok ? [`${tlsaName(25, host)}. ${TTL_SECONDS} IN TLSA ${made.value}`] : []
  })
  return [...new Set(lines)]
}
