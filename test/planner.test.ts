import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { knowledgeOfFacts } from '../src/audit/knowledge-of-facts.ts'
import type { TlsVersion } from '../src/base/answer.ts'
import type { ServerFacts } from '../src/facts/server-facts.ts'
import type { TlsModel, TlsModelFeature } from '../src/lab/simulator/tls-model.ts'
import { suiteById } from '../src/registry/find-suite.ts'
import { VERSION_NAMES } from '../src/registry/versions.ts'
import { acceptedSuites, type Knowledge, type PlannedFeature } from '../src/tls/planner/knowledge.ts'
import { BROKEN_SCHEMES, brokenSchemesOf } from '../src/tls/planner/signatures.ts'
import { groupUniverse, needsGroup, suiteUniverse } from '../src/tls/planner/universe.ts'
import { factsOfKnowledge, surveyModel } from './support/simulated-survey.ts'

const RUNS = 500

/** Two thousand surveys take half a minute; on a machine with other work to do they may take four. */
const MILLISECONDS = 240_000

const FEATURES: readonly TlsModelFeature[] = [
  'compression',
  'secureRenegotiation',
  'extendedMasterSecret',
  'encryptThenMac',
  'heartbeat',
  'sessionTicket',
  'ocspStaple',
  'signedCertificateTimestamps',
  'fallbackScsv',
  'alpn',
]

/** Versions whose hello has extensions, and whose ServerHello shows what the server made of them. */
const EXTENDED: readonly TlsVersion[] = ['tls10', 'tls11', 'tls12']

/** Suites that a server can have with these keys: nobody offers ECDSA suites without an ECDSA key. */
function possible(version: TlsVersion, rsa: boolean, ecdsa: boolean): readonly number[] {
  return suiteUniverse(version).filter((id) => {
    const authentication = suiteById(id)?.authentication
    return version === 'ssl2' || (authentication === 'RSA' ? rsa : authentication === 'ECDSA' ? ecdsa : true)
  })
}

const chain = [new Uint8Array(300).fill(1)]

function versionSuites(version: TlsVersion, rsa: boolean, ecdsa: boolean): fc.Arbitrary<readonly number[] | undefined> {
  const weight = version === 'tls12' || version === 'tls13' ? 3 : 1
  const all = [...possible(version, rsa, ecdsa)]
  const some = fc.shuffledSubarray(all, { minLength: 1, maxLength: Math.min(all.length, version === 'tls13' ? 5 : 24) })
  return fc.oneof({ weight, arbitrary: some }, { weight: 1, arbitrary: fc.constant(undefined) })
}

/** Extensions of a hello that not every client sends: the name, an OCSP response, heartbeats, timestamps of certificates. */
const ANY_EXTENSION = [0, 5, 15, 18]

/** Those that TLS 1.3 has in common with older versions. */
const COMMON_EXTENSIONS = [5, 18]

const anyQuirks = {
  ignoresSignatures: fc.constant(true),
  versionBySuite: fc.constant(true),
  prioritizesChaCha: fc.constant(true),
  refusesAlpn: fc.constant(true),
}

/**
 * What makes a server doubtful makes the planner leave the name out, as long as nothing was answered with it: one that wants
 * the name as well is beyond it.
 */
const quirks = fc.oneof(
  fc.record(
    {
      ...anyQuirks,
      emptyShareAlert: fc.constantFrom(47, 50, 80, 109),
      refusal: fc.constantFrom('alert' as const, 'close' as const, 'reset' as const),
      maxSuites: fc.constantFrom(64, 128),
      dislikedExtensions: fc.constantFrom(...ANY_EXTENSION.map((type) => [type])),
      refusesSni: fc.constant(true),
    },
    { requiredKeys: [] },
  ),
  fc.record({ ...anyQuirks, requiresSni: fc.constantFrom(40, 109, 112) }, { requiredKeys: [] }),
)

const keys = fc.constantFrom({ rsa: true, ecdsa: true }, { rsa: true, ecdsa: false }, { rsa: false, ecdsa: true })

/** Schemes of each kind of key: some, in any order, broken ones among them or alone. */
function signatures(rsa: boolean, ecdsa: boolean): fc.Arbitrary<readonly number[]> {
  const some = (...schemes: readonly number[]): fc.Arbitrary<readonly number[]> =>
    fc.shuffledSubarray([...schemes], { minLength: 1 })
  return fc
    .tuple(
      rsa ? some(0x0401, 0x0501, 0x0201, 0x0101) : fc.constant([]),
      ecdsa ? some(0x0403, 0x0503, 0x0203, 0x0103) : fc.constant([]),
      some(0x0402, 0x0202, 0x0102),
    )
    .map((kinds) => kinds.flat())
}

const modelOf = (quirk: fc.Arbitrary<TlsModel['quirks']>): fc.Arbitrary<TlsModel> =>
  keys.chain(({ rsa, ecdsa }) =>
    fc.record({
      suites: fc
        .record({
          ssl2: versionSuites('ssl2', rsa, ecdsa),
          ssl3: versionSuites('ssl3', rsa, ecdsa),
          tls10: versionSuites('tls10', rsa, ecdsa),
          tls11: versionSuites('tls11', rsa, ecdsa),
          tls12: versionSuites('tls12', rsa, ecdsa),
          tls13: versionSuites('tls13', rsa, ecdsa),
        })
        .map((record) => Object.fromEntries(Object.entries(record).filter(([, suites]) => suites !== undefined))),
      preference: fc.constantFrom('server' as const, 'client' as const),
      groups12: fc.shuffledSubarray([...groupUniverse('tls12')].slice(0, 12), { minLength: 1, maxLength: 6 }),
      groups13: fc.shuffledSubarray([...groupUniverse('tls13')].slice(0, 12), { minLength: 1, maxLength: 6 }),
      chains: fc.constant({ ...(rsa ? { rsa: chain } : {}), ...(ecdsa ? { ecdsa: chain } : {}) }),
      certificateCurve: fc.constantFrom(null, 0x0017),
      dh: fc.constant({ usual: { prime: new Uint8Array(256).fill(0xff), generator: Uint8Array.of(2) } }),
      signatures: signatures(rsa, ecdsa),
      features: fc.subarray([...FEATURES]).map((list) => new Set(list)),
      quirks: quirk,
    }),
  )

const plainModel = modelOf(fc.constant({}))
const quirkyModel = modelOf(quirks)

/** True when the server of the model would really talk this suite at this version. */
function accepts(model: TlsModel, version: TlsVersion, suite: number): boolean {
  return model.suites[version]?.includes(suite) ?? false
}

/** No answer may be wrong, whatever else is open. */
function wrongAnswers(model: TlsModel, knowledge: Knowledge): readonly string[] {
  const wrong: string[] = []
  for (const version of VERSION_NAMES) {
    const truth = (model.suites[version]?.length ?? 0) > 0
    const { state } = knowledge.versions[version]
    if (state !== 'unknown' && (state === 'accepted') !== truth) wrong.push(`${version} ${state}`)
    for (const [suite, answer] of knowledge.suites[version]) {
      if (answer.state === 'unknown') wrong.push(`${version} ${suite} ${answer.why}`)
      else if ((answer.state === 'accepted') !== accepts(model, version, suite))
        wrong.push(`${version} ${suite} ${answer.state}`)
    }
  }
  for (const version of ['tls12', 'tls13'] as const) {
    const own = selectableGroups(model, version)
    for (const [group, answer] of knowledge.groups[version]) {
      if (answer.state === 'unknown') wrong.push(`${version} group ${group} ${answer.why}`)
      else if ((answer.state === 'accepted') !== own.includes(group))
        wrong.push(`${version} group ${group} ${answer.state}`)
    }
  }
  for (const [feature, truth] of featuresOf(model)) {
    const { state } = knowledge.features[feature]
    if (state !== 'unknown' && (state === 'accepted') !== truth) wrong.push(`${feature} ${state}`)
  }
  for (const [scheme, answer] of knowledge.signatures) {
    const has = model.signatures?.includes(scheme) ?? false
    // A server that signs without regard to the client has a first scheme and never uses the others.
    const isMute = model.quirks.ignoresSignatures === true && answer.state === 'refused'
    if (answer.state === 'unknown') wrong.push(`scheme ${scheme} ${answer.why}`)
    else if ((answer.state === 'accepted') !== has && !isMute) wrong.push(`scheme ${scheme} ${answer.state}`)
  }
  const order = knowledge.preference
  for (const version of VERSION_NAMES) {
    if (order[version] !== 'unknown' && order[version] !== model.preference)
      wrong.push(`${version} order ${order[version]}`)
  }
  return wrong
}

function featuresOf({ features, quirks: has, suites }: TlsModel): readonly (readonly [PlannedFeature, boolean])[] {
  const dislikes = (types: readonly number[]): boolean => types.some((type) => has.dislikedExtensions?.includes(type))
  const isOlder = EXTENDED.some((version) => suites[version])
  const sent = isOlder ? ANY_EXTENSION.slice(1) : COMMON_EXTENSIONS
  // SSL 3.0 has no extensions: its server meets them in hellos of higher versions that come down to it, or does not.
  const isJudged = isOlder || suites.ssl3 === undefined
  return [
    ...FEATURES.map(
      (feature) => [feature, features.has(feature) || (feature === 'alpn' && has.refusesAlpn === true)] as const,
    ),
    ['sni', has.refusesSni !== true && !dislikes([0])],
    ['withoutSni', has.requiresSni === undefined],
    ...(isJudged ? [['extensionTolerance', !dislikes(sent)] as const] : []),
    ['largeHelloTolerance', has.maxSuites === undefined],
  ]
}

/** What a full survey left open although the server would have told. */
function openQuestions(model: TlsModel, knowledge: Knowledge): readonly string[] {
  const open: string[] = []
  for (const version of VERSION_NAMES) {
    if (knowledge.versions[version].state === 'unknown') open.push(version)
    if (version === 'ssl2' || knowledge.versions[version].state !== 'accepted') continue
    const missing = suiteUniverse(version).filter((suite) => !knowledge.suites[version].has(suite))
    if (missing.length > 0) open.push(`${version}: ${missing.length} suites`)
    if (knowledge.preference[version] === 'unknown' && comparable(model, version) > 1) open.push(`${version}: order`)
    if (version !== 'tls12' && version !== 'tls13') continue
    const decisive = decidesGroups(model, version)
    const groups = groupUniverse(version).filter((group) => !knowledge.groups[version].has(group))
    if (decisive && groups.length > 0) open.push(`${version}: ${groups.length} groups`)
  }
  if (!signsBroken(knowledge)) {
    const asked = brokenSchemesOf(acceptedSuites(knowledge, 'tls12'))
    const schemes = asked.filter((scheme) => !knowledge.signatures.has(scheme))
    if (schemes.length > 0) open.push(`${schemes.length} schemes`)
  }
  const isAccepted = (version: TlsVersion): boolean => knowledge.versions[version].state === 'accepted'
  const shown: readonly PlannedFeature[] = EXTENDED.some(isAccepted)
    ? ['sni', 'withoutSni', 'alpn', 'compression', 'secureRenegotiation']
    : isAccepted('tls13')
      ? ['sni', 'withoutSni']
      : []
  open.push(...shown.filter((feature) => knowledge.features[feature].state === 'unknown'))
  return open
}

/** True when one broken scheme was seen, which answers the question: the others are not asked about. */
function signsBroken({ signatures: known }: Knowledge): boolean {
  return BROKEN_SCHEMES.some((scheme) => known.get(scheme)?.state === 'accepted')
}

/** Suites that cannot be chosen for the client's sake alone. */
function comparable(model: TlsModel, version: TlsVersion): number {
  return (model.suites[version] ?? []).filter((id) => !suiteById(id)?.cipher.startsWith('CHACHA20')).length
}

/** The answers alone: which probe proved them differs from run to run. Groups count where they are asked about. */
function stateOf(model: TlsModel, knowledge: Knowledge): unknown {
  const states = (answers: ReadonlyMap<number, { readonly state: string }>): readonly string[] =>
    [...answers].map(([key, { state }]) => `${key} ${state}`).toSorted()
  return {
    versions: VERSION_NAMES.map((version) => knowledge.versions[version].state),
    preference: VERSION_NAMES.map((version) => (comparable(model, version) > 1 ? knowledge.preference[version] : null)),
    suites: VERSION_NAMES.map((version) => states(knowledge.suites[version])),
    signsBroken: signsBroken(knowledge),
    groups: (['tls12', 'tls13'] as const).map((version) =>
      decidesGroups(model, version) ? states(knowledge.groups[version]) : [],
    ),
  }
}

/**
 * True when the server has a suite by which groups can be asked about. One with an ECDSA key serves where no older version has
 * one with another, which would show other groups.
 */
function decidesGroups(model: TlsModel, version: 'tls12' | 'tls13'): boolean {
  const suites = (model.suites[version] ?? []).filter(needsGroup)
  if (version === 'tls13') return suites.length > 0
  return suites.length > 0 && (isBoundToCurve(model) || !suites.every(hasEcdsa))
}

/** True when no client gets a group without offering the curve of the certificate, too. */
function isBoundToCurve({ suites }: TlsModel): boolean {
  return EXTENDED.flatMap((version) => suites[version] ?? [])
    .filter(needsGroup)
    .every(hasEcdsa)
}

function hasEcdsa(suite: number): boolean {
  return suiteById(suite)?.authentication === 'ECDSA'
}

/**
 * Groups that some client can get. Where every suite in question needs the curve of the certificate as well, a server with an
 * order of its own never comes to those behind that curve.
 */
function selectableGroups(model: TlsModel, version: 'tls12' | 'tls13'): readonly number[] {
  if (version === 'tls13') return model.groups13
  const { groups12, certificateCurve, preference } = model
  const at = certificateCurve === null ? -1 : groups12.indexOf(certificateCurve)
  return isBoundToCurve(model) && preference === 'server' && at >= 0 ? groups12.slice(0, at + 1) : groups12
}

describe('the planner against simulated servers', { timeout: MILLISECONDS }, () => {
  test('a full survey finds the truth of every RFC-abiding server, and within the bound', async () => {
    await fc.assert(
      fc.asyncProperty(
        plainModel,
        fc.integer({ min: 1, max: 8 }),
        fc.infiniteStream(fc.nat(7)),
        async (model, lanes, order) => {
          const pick = (count: number): number => (order.next().value ?? 0) % count
          const { knowledge, probes } = await surveyModel(model, { plan: 'full', lanes, pick })
          expect(wrongAnswers(model, knowledge)).toEqual([])
          expect(openQuestions(model, knowledge)).toEqual([])
          const accepted = VERSION_NAMES.reduce(
            (sum, version) => sum + (version === 'ssl2' ? 0 : (model.suites[version]?.length ?? 0)),
            0,
          )
          const groups = model.groups12.length + model.groups13.length
          const merges = probes.filter(({ goal }) => goal.startsWith('order ')).length
          const comparisons = probes.filter(({ goal }) => /^(preference|compare) /.test(goal)).length
          const bound = accepted + VERSION_NAMES.length + groups + 10 + 2 * lanes
          expect(probes.length - merges - comparisons).toBeLessThanOrEqual(bound)
          expect(merges).toBeLessThanOrEqual(8 * 4)
          expect(comparisons).toBeLessThanOrEqual(2 * (VERSION_NAMES.length - 1))
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('a budget cut or a server that has had enough leaves only right answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        plainModel,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 40 }),
        fc.boolean(),
        async (model, lanes, cut, isLimit) => {
          const end = isLimit ? { rateLimit: cut } : { budget: cut }
          const { knowledge, probes } = await surveyModel(model, { plan: 'full', lanes, ...end })
          expect(wrongAnswers(model, knowledge)).toEqual([])
          expect(probes.length).toBeLessThanOrEqual(isLimit ? cut + lanes : cut)
          if (isLimit && probes.length > cut) expect(knowledge.halted).toBe('rate-limited')
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('a survey that goes on from stored facts ends with the same answers as one that was never cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        plainModel,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 40 }),
        async (model, lanes, budget) => {
          const cut = await surveyModel(model, { plan: 'full', lanes, budget })
          const stored: unknown = JSON.parse(JSON.stringify(factsOfKnowledge(cut.knowledge, cut.probes)))
          const resumed = await surveyModel(model, {
            plan: 'full',
            lanes,
            from: knowledgeOfFacts(stored as ServerFacts),
          })
          const whole = await surveyModel(model, { plan: 'full', lanes })
          expect(wrongAnswers(model, resumed.knowledge)).toEqual([])
          expect(openQuestions(model, resumed.knowledge)).toEqual([])
          expect(stateOf(model, resumed.knowledge)).toEqual(stateOf(model, whole.knowledge))
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('no quirk makes an answer wrong', async () => {
    await fc.assert(
      fc.asyncProperty(quirkyModel, fc.integer({ min: 1, max: 8 }), async (model, lanes) => {
        const { knowledge } = await surveyModel(model, { plan: 'full', lanes })
        expect(wrongAnswers(model, knowledge)).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })
})
