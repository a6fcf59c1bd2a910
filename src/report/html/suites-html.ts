import type { TlsVersion } from '../../base/answer.ts'
import type { ServerFacts, SuiteAnswer } from '../../facts/server-facts.ts'
import { DEFAULT_PROFILE, profileByName } from '../../judge/profiles.ts'
import { isBanned } from '../../judge/rules/banned-suites.ts'
import type { SuiteFamily } from '../../registry/cipher-suite.ts'
import { groupByName } from '../../registry/find-group.ts'
import { suiteByName } from '../../registry/find-suite.ts'
import { VERSIONS, versionTitle } from '../../registry/versions.ts'
import { groupTitle } from '../server-row.ts'
import { type Fragment, html, type Part } from './fragment.ts'
import { counted, folded } from './view.ts'

/** The suites of every accepted version, the newest version first. */
export function suiteLists(profile: string, facts: ServerFacts): readonly Fragment[] {
  const versions = VERSIONS.map(({ version }) => version).toReversed()
  return versions.flatMap((version) => suiteList(profile, facts, version) ?? [])
}

const ORDER = {
  server: 'in the server’s order',
  client: 'the client chooses',
  unknown: 'order not known',
} as const

/** What families of suites are called, the best first. */
const FAMILY_TITLES: Readonly<Record<SuiteFamily, string>> = {
  tls13: 'TLS 1.3: forward secrecy, authenticated encryption',
  'ecdhe-aead': 'ECDHE: forward secrecy, authenticated encryption',
  'dhe-aead': 'DHE: forward secrecy, authenticated encryption',
  'ecdhe-cbc': 'ECDHE with CBC: forward secrecy, older encryption',
  'dhe-cbc': 'DHE with CBC: forward secrecy, older encryption',
  'other-auth': 'keys agreed on by other means',
  'static-dh': 'fixed DH: no forward secrecy',
  'static-rsa': 'static RSA: no forward secrecy',
  'idea-seed': 'IDEA and SEED',
  '3des': 'Triple DES',
  md5: 'MACs of MD5',
  rc4: 'RC4',
  rc2: 'RC2',
  des: 'single DES',
  export: 'export grade: 40 or 56 bits',
  anonymous: 'no authentication',
  null: 'no encryption',
}

const FAMILIES = Object.keys(FAMILY_TITLES)

function suiteList(profile: string, { suites, preference }: ServerFacts, version: TlsVersion): Fragment | null {
  const accepted = suites[version].filter(({ state }) => state === 'accepted')
  if (accepted.length === 0) return null
  const open = suites[version].filter(({ state }) => state === 'unknown').length
  const families = [...Map.groupBy(accepted, ({ name }) => suiteByName(name)?.family ?? null)].toSorted(
    ([a], [b]) => placeOf(a) - placeOf(b),
  )
  return folded(
    html`${versionTitle(version)}: ${counted(accepted.length, 'suite')} <span class="soft">${ORDER[preference[version]]}${
      open === 0 ? null : `, ${open} not determined`
    }</span>`,
    html`<table class="suites"><thead><tr><th scope="col" class="number">place</th><th scope="col">suite</th><th scope="col">verdict</th></tr></thead>${families.map(
      ([family, members]) =>
        html`<tbody><tr><th scope="rowgroup" colspan="3">${family === null ? 'not in the registry' : FAMILY_TITLES[family]}</th></tr>${members
          .toSorted((a, b) => (a.position ?? Number.POSITIVE_INFINITY) - (b.position ?? Number.POSITIVE_INFINITY))
          .map((suite) => suiteRow(profile, suite))}</tbody>`,
    )}</table>`,
  )
}

function placeOf(family: SuiteFamily | null): number {
  return family === null ? FAMILIES.length : FAMILIES.indexOf(family)
}

function suiteRow(profile: string, { name, openssl, position }: SuiteAnswer): Fragment {
  const [tone, label] = suiteClass(profile, name)
  return html`<tr><td class="number soft">${position ?? ''}</td><td><code>${name}</code>${
    openssl === null || openssl === name ? null : html` <small>${openssl}</small>`
  }</td><td><span class="pill ${tone}">${label}</span></td></tr>`
}

function suiteClass(profile: string, name: string): readonly [tone: string, label: string] {
  const suite = suiteByName(name)
  if (suite !== undefined && isBanned(suite)) return ['high', 'banned']
  const { recommendedSuites } = profileByName(profile) ?? DEFAULT_PROFILE
  return recommendedSuites.includes(name) ? ['good', 'recommended'] : ['low', 'not recommended']
}

/** Key-exchange groups of TLS 1.3 and 1.2, and the parameters of finite-field Diffie-Hellman that were sent. */
export function keyExchange({ groups, dh }: ServerFacts): Part {
  const lines = (['tls13', 'tls12'] as const).flatMap((version) => {
    const own = groups.filter((group) => group.version === version)
    const accepted = own.filter(({ state }) => state === 'accepted')
    if (accepted.length === 0) return []
    const open = own.filter(({ state }) => state === 'unknown').length
    return [
      html`<p class="groups"><span class="soft">${versionTitle(version)} groups</span> ${accepted.map(
        ({ name }) => html`<span class="pill ${groupTone(name)}">${groupTitle(name)}</span> `,
      )}${open === 0 ? null : html`<span class="soft">${open} not determined</span>`}</p>`,
    ]
  })
  const primes = new Map(dh.map((fact) => [`${fact.bits} ${fact.primeSha256}`, fact]))
  const sent = [...primes.values()].map(
    ({ bits, knownPrime }) =>
      html`<span class="pill ${bits < 2048 ? 'medium' : 'low'}">${bits} bits${knownPrime === null ? ', a prime of its own' : `, ${knownPrime}`}</span> `,
  )
  return [...lines, sent.length === 0 ? null : html`<p class="groups"><span class="soft">DHE primes</span> ${sent}</p>`]
}

/** Below this a group is weaker than the keys of certificates; above it holds against quantum computers. */
const LEAST_SECURITY_BITS = 112

function groupTone(name: string): string {
  const group = groupByName(name)
  if (group === undefined) return 'low'
  if (group.securityBits < LEAST_SECURITY_BITS) return 'medium'
  return group.kind === 'hybrid-pq' || group.kind === 'pq' ? 'good' : 'info'
}
