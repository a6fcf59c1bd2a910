import { type Place, placeAt, refuseAt, type TextDocument } from '../text-document.ts'
import { readCliXml } from './clixml.ts'
import { readJsonObjects } from './json-objects.ts'
import { isNode, type ObjectNode, type ObjectProperty, type ObjectValue, propertyOf, textOf } from './object-value.ts'
import { isRegistryFile, type RegistryKey, readRegistryFile } from './registry-file.ts'
import { readCsv, readListText } from './text-objects.ts'

/** An exported object with the document that it stands in. */
export interface ExchangeObject {
  readonly kind: 'send-connector' | 'receive-connector' | 'certificate' | 'tls-settings'
  /** What it is called: a connector's name, a certificate's thumbprint. */
  readonly name: string
  readonly node: ObjectNode
  readonly document: TextDocument
}

/** All that was exported of an Exchange server. */
export interface ExchangeConfiguration {
  readonly objects: readonly ExchangeObject[]
  readonly registry: readonly RegistryKey[]
  readonly documents: readonly TextDocument[]
}

/**
 * Reads exports of `Get-SendConnector`, `Get-ReceiveConnector` and `Get-ExchangeCertificate` as CliXml, JSON, CSV or list text, the
 * TLS settings that the HealthChecker collects, and registry files. Objects of other kinds are passed over.
 *
 * @throws ProbeError `document-invalid` with the line
 */
export function readExchange(documents: readonly TextDocument[]): ExchangeConfiguration {
  const objects: ExchangeObject[] = []
  const registry: RegistryKey[] = []
  for (const document of documents) {
    if (isRegistryFile(document)) {
      for (const key of readRegistryFile(document)) registry.push(key)
      continue
    }
    const nodes = nodesOf(document)
    const known = nodes.flatMap((node) => objectOf(node, document))
    if (known.length === 0) {
      refuseAt(document, 0, 'there is no connector, no certificate and no TLS setting in it')
    }
    for (const object of known) objects.push(object)
  }
  return { objects, registry, documents }
}

function nodesOf(document: TextDocument): readonly ObjectNode[] {
  const start = document.text.replace(/^\uFEFF/, '').trimStart()
  if (start.startsWith('<')) return readCliXml(document)
  if (start.startsWith('{') || start.startsWith('[')) return readJsonObjects(document)
  if (/^(?:#TYPE|"?[A-Za-z]\w*"?\s*[,;])/.test(start)) return readCsv(document)
  return readListText(document)
}

/** Properties that tell what an object is. */
const SIGNS: readonly (readonly [ExchangeObject['kind'], readonly string[]])[] = [
  ['tls-settings', ['Registry']],
  ['certificate', ['Thumbprint', 'Services']],
  ['certificate', ['Thumbprint', 'NotAfter']],
  ['receive-connector', ['AuthMechanism']],
  ['receive-connector', ['Bindings']],
  ['send-connector', ['AddressSpaces']],
  ['send-connector', ['SmartHosts']],
  ['send-connector', ['TlsAuthLevel']],
]

function objectOf(node: ObjectNode, document: TextDocument): readonly ExchangeObject[] {
  const sign = SIGNS.find(([, names]) => names.every((name) => propertyOf(node, name) !== undefined))
  if (sign === undefined) return []
  const name = ['Identity', 'Name', 'Subject', 'Thumbprint']
    .map((each) => textOf(propertyOf(node, each)?.value))
    .find((text) => text !== '')
  return [{ kind: sign[0], name: name ?? 'without a name', node, document }]
}

/** Where a property of an object stands; the object itself when it has none. */
export function propertyPlace({ node, document }: ExchangeObject, name: string): Place {
  return placeAt(document, propertyOf(node, name)?.offset ?? node.offset)
}

/** A property's value; null when there is none. */
export function valueIn({ node }: ExchangeObject, name: string): ObjectValue {
  return propertyOf(node, name)?.value ?? null
}

/** A property at the end of a path, through objects and dictionaries. */
export function propertyAt(node: ObjectNode, ...path: readonly string[]): ObjectProperty | undefined {
  const [name, ...rest] = path
  const own = name === undefined ? undefined : propertyOf(node, name)
  return rest.length === 0 || own === undefined || !isNode(own.value) ? own : propertyAt(own.value, ...rest)
}
