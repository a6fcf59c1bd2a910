import type { TlsVersion } from '../../base/answer.ts'
import { Reader } from '../../base/reader.ts'
import { FALLBACK_SCSV, suiteById } from '../../registry/find-suite.ts'
import { VERSION_NAMES, versionOfWire, versionWire } from '../../registry/versions.ts'
import type { ClientHello } from '../../tls/wire/client-hello.ts'
import { EXTENSION, extensionData } from '../../tls/wire/extensions.ts'
import { ALERT } from '../../tls/wire/record.ts'
import { schemeFor } from './signature-scheme.ts'
import type { TlsModel } from './tls-model.ts'

/** What a simulated server decides on a hello. */
export type Choice =
  | { readonly kind: 'select'; readonly version: TlsVersion; readonly suite: number; readonly group: number | null }
  | { readonly kind: 'alert'; readonly description: number }
  | { readonly kind: 'choke' }

const P256 = 0x0017

/** Chooses version, suite and group as a server of this model does (RFC 8446 section 4.1.1, RFC 5246 section 7.4.1). */
export function choose(model: TlsModel, hello: ClientHello): Choice {
  const { quirks } = model
  const extensions = hello.extensions ?? []
  if (hello.cipherSuites.length > (quirks.maxSuites ?? Number.POSITIVE_INFINITY)) return { kind: 'choke' }
  if (extensions.some(({ type }) => quirks.dislikedExtensions?.includes(type))) return { kind: 'choke' }
  if (quirks.refusesSni && extensionData(extensions, EXTENSION.serverName)) {
    return { kind: 'alert', description: ALERT.unrecognizedName }
  }
  if (
    quirks.requiresSni !== undefined &&
    hello.extensions !== null &&
    !extensionData(extensions, EXTENSION.serverName)
  ) {
    return { kind: 'alert', description: quirks.requiresSni }
  }
  if (quirks.refusesAlpn && extensionData(extensions, EXTENSION.alpn)) {
    return { kind: 'alert', description: ALERT.noApplicationProtocol }
  }
  const offered = offeredVersions(hello)
  const top = offered[0]
  const common = offered.filter((version) => model.suites[version] !== undefined)
  if (quirks.versionIntolerant && top !== common[0]) return { kind: 'choke' }
  if (common.length === 0) return { kind: 'alert', description: ALERT.protocolVersion }
  if (isFallback(model, hello, common[0])) return { kind: 'alert', description: ALERT.inappropriateFallback }

  for (const version of quirks.versionBySuite ? common : common.slice(0, 1)) {
    if (version === 'tls13' && quirks.emptyShareAlert !== undefined && hasEmptyShare(hello)) {
      return { kind: 'alert', description: quirks.emptyShareAlert }
    }
    const suite = chooseSuite(model, hello, version)
    if (suite !== undefined) return { kind: 'select', version, suite, group: chooseGroup(model, hello, version, suite) }
  }
  return { kind: 'alert', description: ALERT.handshakeFailure }
}

/** Versions that a hello offers, from the highest. */
export function offeredVersions(hello: ClientHello): readonly TlsVersion[] {
  const list = extensionData(hello.extensions ?? [], EXTENSION.supportedVersions)
  const named = list
    ? new Reader(list, 'supported_versions').uint16s(1).flatMap((wire) => versionOfWire(wire) ?? [])
    : VERSION_NAMES.filter(
        (version) => version !== 'ssl2' && version !== 'tls13' && versionWire(version) <= hello.legacyVersion,
      )
  return VERSION_NAMES.toReversed().filter((version) => named.includes(version))
}

function isFallback(model: TlsModel, hello: ClientHello, version: TlsVersion | undefined): boolean {
  const best = VERSION_NAMES.toReversed().find((candidate) => model.suites[candidate] !== undefined)
  return model.features.has('fallbackScsv') && hello.cipherSuites.includes(FALLBACK_SCSV) && version !== best
}

function chooseSuite(model: TlsModel, hello: ClientHello, version: TlsVersion): number | undefined {
  const own = ownOrder(model, hello, version)
  const usable = (suite: number): boolean => isUsable(model, hello, version, suite)
  return model.preference === 'server'
    ? own.find((suite) => hello.cipherSuites.includes(suite) && usable(suite))
    : hello.cipherSuites.find((suite) => own.includes(suite) && usable(suite))
}

/** The server's order, as OpenSSL's SSL_OP_PRIORITIZE_CHACHA changes it for clients that are slow at AES. */
function ownOrder(model: TlsModel, hello: ClientHello, version: TlsVersion): readonly number[] {
  const own = model.suites[version] ?? []
  const isChaCha = (suite: number | undefined): boolean => suiteById(suite ?? 0)?.cipher.startsWith('CHACHA20') ?? false
  if (!model.quirks.prioritizesChaCha || !isChaCha(hello.cipherSuites[0])) return own
  return [...own.filter(isChaCha), ...own.filter((suite) => !isChaCha(suite))]
}

function isUsable(model: TlsModel, hello: ClientHello, version: TlsVersion, id: number): boolean {
  const suite = suiteById(id)
  if (suite === undefined) return false
  const needsGroup = suite.keyExchange === 'ECDHE' || suite.keyExchange === 'TLS13'
  if (needsGroup && chooseGroup(model, hello, version, id) === null) return false
  if (schemeFor(model, hello, version, id) === undefined) return false
  const groups = offeredGroups(hello)
  const curve = model.certificateCurve
  return !(suite.authentication === 'ECDSA' && curve !== null && groups !== null && !groups.includes(curve))
}

function chooseGroup(model: TlsModel, hello: ClientHello, version: TlsVersion, id: number): number | null {
  const keyExchange = suiteById(id)?.keyExchange
  if (keyExchange !== 'ECDHE' && keyExchange !== 'TLS13') return null
  const own = version === 'tls13' ? model.groups13 : model.groups12
  const offered = offeredGroups(hello)
  if (offered === null) return own.includes(P256) ? P256 : (own[0] ?? null)
  const found =
    model.preference === 'server'
      ? own.find((group) => offered.includes(group))
      : offered.find((group) => own.includes(group))
  return found ?? null
}

function offeredGroups(hello: ClientHello): readonly number[] | null {
  const list = extensionData(hello.extensions ?? [], EXTENSION.supportedGroups)
  return list ? new Reader(list, 'supported_groups').uint16s(2) : null
}

/** True when a key_share extension carries no share at all. */
export function hasEmptyShare(hello: ClientHello): boolean {
  const list = extensionData(hello.extensions ?? [], EXTENSION.keyShare)
  return list !== undefined && list.length <= 2
}
