import { createPrivateKey, X509Certificate } from 'node:crypto'
import { fail } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'
import type { Identity } from './identities.ts'

/**
 * Reads a certificate with its chain and its key from one PEM text.
 *
 * @param file its name, for the failure
 * @throws ProbeError `document-invalid`
 */
export function readIdentity(file: string, text: string): Identity {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  const keyPem = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(text)?.[0]
  if (blocks.length === 0) return invalid(file, 'it holds no certificate')
  if (keyPem === undefined) return invalid(file, 'it holds no private key')
  return readPem(file, () => {
    const [leaf, ...others] = blocks.map((block) => new X509Certificate(block))
    if (leaf?.checkPrivateKey(createPrivateKey(keyPem)) !== true)
      return invalid(file, 'the key is not that of the certificate')
    const chainDer = [leaf, ...others].map(({ raw }) => Uint8Array.from(raw))
    return { chainPem: blocks.map((block) => `${block}\n`).join(''), keyPem, chainDer }
  })
}

/** Does what OpenSSL may not be able to. @throws ProbeError `document-invalid` */
export function readPem<Value>(file: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'failure' in error) throw error
    return invalid(file, error instanceof Error ? printable(error.message, 200) : 'it cannot be read')
  }
}

function invalid(file: string, reason: string): never {
  return fail({ code: 'document-invalid', document: printable(file, 200), at: '', reason })
}
