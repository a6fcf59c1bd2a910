import type { TlsVersion } from '../../base/answer.ts'
import { Reader } from '../../base/reader.ts'
import { suiteById } from '../../registry/find-suite.ts'
import { signingSchemesOf } from '../../registry/signing-schemes.ts'
import type { ClientHello } from '../../tls/wire/client-hello.ts'
import { EXTENSION, extensionData } from '../../tls/wire/extensions.ts'
import type { TlsModel } from './tls-model.ts'

/** SHA-256 and better, for every kind of key. */
const MODERN_SCHEMES: readonly number[] = [0x0401, 0x0403, 0x0402, 0x0501, 0x0503, 0x0601, 0x0603]

/**
 * The scheme with which a server of the model signs the key exchange of a suite for this client; null where it signs without
 * naming one, or not at all; undefined where they have none in common, so that the suite cannot be chosen.
 *
 * @see RFC 5246 sections 7.4.1.4.1 and 7.4.3
 */
export function schemeFor(
  model: TlsModel,
  hello: ClientHello,
  version: TlsVersion,
  id: number,
): number | null | undefined {
  const suite = suiteById(id)
  const possible = suite === undefined ? [] : signingSchemesOf(suite)
  if (version !== 'tls12' || possible.length === 0) return null
  const own = (model.signatures ?? MODERN_SCHEMES).filter((scheme) => possible.some((each) => each.id === scheme))
  const offered = offeredSchemes(hello)
  if (offered === null || model.quirks.ignoresSignatures) return own[0]
  return model.preference === 'server'
    ? own.find((scheme) => offered.includes(scheme))
    : offered.find((scheme) => own.includes(scheme))
}

function offeredSchemes(hello: ClientHello): readonly number[] | null {
  const list = extensionData(hello.extensions ?? [], EXTENSION.signatureAlgorithms)
  return list ? new Reader(list, 'signature_algorithms').uint16s(2) : null
}
