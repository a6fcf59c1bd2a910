import { refuseAt, type TextDocument } from '../text-document.ts'
import { type Expander, expander } from './expand.ts'
import { offsetIn } from './logical-lines.ts'
import { type MainCf, type MainEntry, parseMainCf } from './main-cf.ts'
import { type MasterCf, type MasterService, parseMasterCf, type ServiceOverride } from './master-cf.ts'
import { defaultOf } from './parameter-reference.ts'
import { compareReleases, LATEST_RELEASE, MEASURED_RELEASE, parseRelease, type Release } from './release.ts'

/** How a parameter is set in a service. */
export interface Setting {
  readonly name: string
  /** The value with its `$names` replaced. */
  readonly value: string
  readonly origin: 'default' | 'main' | 'service'
  /** The line of `main.cf` that holds it; null for a default or an override. */
  readonly entry: MainEntry | null
  /** The override that holds it; null for any other. */
  readonly override: ServiceOverride | null
}

/** Looks a parameter up, as a service sees it. */
export type Settings = (name: string) => Setting

/** The settings of one Postfix, from all the files that were given. */
export interface PostfixConfiguration {
  readonly mains: readonly MainCf[]
  readonly masters: readonly MasterCf[]
  readonly release: Release
  /** Where the release is known from. */
  readonly releaseFrom: 'given' | 'compatibility_level' | 'assumed'
  /** Every service, also those that only `postconf -P` tells of. */
  readonly services: readonly MasterService[]
  /** What `main.cf` says. */
  readonly settings: Settings
  /** What a service sees: its overrides, then `main.cf`, then the default. */
  readonly settingsOf: (service: MasterService) => Settings
}

/**
 * Reads the files of a Postfix: `main.cf`, `master.cf`, and what `postconf -n`, `-P` and `-M` print, in any number and order. Of
 * two definitions the later counts, as in Postfix.
 *
 * @param release null when it is not known: then `compatibility_level` tells the least it can be
 * @throws ProbeError `document-invalid` with the line, when a parameter refers to itself or grows beyond all bounds
 */
export function readPostfix(documents: readonly TextDocument[], release: Release | null = null): PostfixConfiguration {
  const masters = documents.filter(isMaster).map(parseMasterCf)
  const mains = documents.filter((document) => !isMaster(document)).map(parseMainCf)
  const entries = mains.flatMap((main) => main.entries)
  const known = releaseOf(entries, release)
  const global = new Map(entries.filter(({ service }) => service === null).map((entry) => [entry.name.text, entry]))
  const services = servicesOf(masters, entries)
  const settings = settingsFrom(global, null, known.release)
  for (const name of global.keys()) settings(name)
  const cache = new Map<MasterService, Settings>()
  const settingsOf = (service: MasterService): Settings => {
    const found = cache.get(service) ?? settingsFrom(global, service, known.release)
    cache.set(service, found)
    return found
  }
  for (const service of services) for (const { name } of service.overrides) settingsOf(service)(name.text)
  return { mains, masters, ...known, services, settings, settingsOf }
}

/** True for a document of the form of `master.cf`: by its name, or because its lines have the fields of a service. */
export function isMaster({ file, text }: TextDocument): boolean {
  if (/(?:^|[/\\])master\.cf[^/\\]*$/.test(file)) return true
  if (/(?:^|[/\\])main\.cf[^/\\]*$/.test(file)) return false
  const first = /^[^\s#].*$/m.exec(text)?.[0] ?? ''
  return /^\S+\s+(?:inet|unix|fifo|pass|unix-dgram)\s+[-yn]\s/.test(first)
}

function releaseOf(
  entries: readonly MainEntry[],
  given: Release | null,
): Pick<PostfixConfiguration, 'release' | 'releaseFrom'> {
  if (given !== null) return { release: given, releaseFrom: 'given' }
  const written = entries.findLast(({ name }) => name.text === 'compatibility_level')?.value ?? ''
  const level = parseRelease(written)
  // Postfix refuses a level above its own release, so that the level is the least that the release can be.
  if (level !== null && compareReleases(level, MEASURED_RELEASE) > 0) {
    const release = compareReleases(level, LATEST_RELEASE) > 0 ? LATEST_RELEASE : level
    return { release, releaseFrom: 'compatibility_level' }
  }
  return { release: MEASURED_RELEASE, releaseFrom: 'assumed' }
}

function settingsFrom(
  global: ReadonlyMap<string, MainEntry>,
  service: MasterService | null,
  release: Release,
): Settings {
  const overrides = new Map(service?.overrides.map((override) => [override.name.text, override]))
  const raw = (name: string): string =>
    overrides.get(name)?.value ?? global.get(name)?.value ?? defaultOf(release, name)
  const refuse = (name: string, reason: string): never => {
    const override = overrides.get(name)
    const entry = global.get(name)
    if (override !== undefined) return refuseAt(override.document, override.option, `${name}: ${reason}`)
    const first = entry ?? global.values().next().value
    if (first !== undefined) return refuseAt(first.document, first.name.offset, `${name}: ${reason}`)
    throw new Error(`a default value cannot be worked out: ${name}: ${reason}`)
  }
  const expand: Expander = expander({ raw, refuse })
  return (name) => {
    const override = overrides.get(name) ?? null
    const entry = override === null ? (global.get(name) ?? null) : null
    const origin = override !== null ? 'service' : entry !== null ? 'main' : 'default'
    return { name, value: expand(name).trim(), origin, entry, override }
  }
}

function servicesOf(masters: readonly MasterCf[], entries: readonly MainEntry[]): readonly MasterService[] {
  const named = masters.flatMap(({ services }) => services)
  const printed = Map.groupBy(
    entries.filter(({ service }) => service !== null),
    ({ service }) => service ?? '',
  )
  const merged = named.map((service) => {
    const more = printed.get(keyOf(service)) ?? []
    return more.length === 0 ? service : { ...service, overrides: [...service.overrides, ...more.map(overrideOf)] }
  })
  const keys = new Set(named.map(keyOf))
  const others = [...printed].filter(([key]) => !keys.has(key)).flatMap(([key, own]) => serviceOf(key, own))
  return [...merged, ...others]
}

function keyOf({ name, type }: MasterService): string {
  return `${name.text}/${type}`
}

/** A service that only its overrides tell of; its program follows from their names. */
function serviceOf(key: string, entries: readonly MainEntry[]): readonly MasterService[] {
  const [first] = entries
  const [name = '', type = ''] = key.split('/')
  if (first === undefined) return []
  const isServer = entries.some((entry) => entry.name.text.startsWith('smtpd_'))
  const isClient = entries.some((entry) => entry.name.text.startsWith('smtp_'))
  const command = isServer ? 'smtpd' : isClient ? 'smtp' : name
  const token = { text: name, offset: offsetIn(first.line, 0) }
  return [
    { name: token, type, command, overrides: entries.map(overrideOf), line: first.line, document: first.document },
  ]
}

function overrideOf({ name, value, line, from, to, document }: MainEntry): ServiceOverride {
  const start = offsetIn(line, from)
  const end = to > from ? offsetIn(line, to - 1) + 1 : start
  return { name, value, start, end, option: name.offset, braced: true, document }
}
