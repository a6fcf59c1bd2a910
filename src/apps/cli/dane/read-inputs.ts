import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { attemptSync, fail } from '../../../base/failure.ts'
import type { RolloverSide } from '../../../dane/rollover.ts'
import { readCertificate } from '../../../x509/certificate.ts'
import { parsePem, parsePemCertificates } from '../../../x509/pem.ts'
import { readText } from '../environment.ts'
import { inputName } from '../input-name.ts'

/**
 * The certificates of a PEM file, `-` for standard input.
 *
 * @throws ProbeError `file-unreadable`, `document-invalid`
 */
export async function readChain(file: string): Promise<readonly Uint8Array[]> {
  return parsePemCertificates(await readInput(file))
}

/**
 * A chain, or a key (public, or private, of which only the public half is used), of a PEM file. Certificates win where there
 * are both, and all of them must be readable: it is one's own file, not what a server sent.
 *
 * @throws ProbeError `file-unreadable`, `document-invalid`
 */
export async function readSide(file: string): Promise<RolloverSide> {
  const text = await readInput(file)
  const blocks = parsePem(text)
  if (blocks.some(({ label }) => label.endsWith('CERTIFICATE'))) {
    const chainDer = parsePemCertificates(text)
    for (const [at, der] of chainDer.entries()) {
      const read = attemptSync(() => readCertificate(der))
      if (!read.ok) return notPem(file, `certificate ${at + 1} of ${chainDer.length} cannot be read`)
    }
    return { kind: 'chain', chainDer }
  }
  const block = blocks.find(({ label }) => label.endsWith('KEY'))
  const key = block === undefined ? null : openKey(block.text)
  if (key === null) return notPem(file, 'no certificate and no key that could be used (an encrypted one cannot)')
  return { kind: 'key', spki: Uint8Array.from(key.export({ type: 'spki', format: 'der' })) }
}

function openKey(pem: string): KeyObject | null {
  try {
    return pem.includes('PRIVATE KEY') ? createPublicKey(createPrivateKey(pem)) : createPublicKey(pem)
  } catch (error) {
    // What OpenSSL cannot read comes as an error with a code; a mistake of ours comes without one.
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

async function readInput(file: string): Promise<string> {
  if (file !== '-') return readText(file)
  let text = ''
  for await (const chunk of process.stdin) text += String(chunk)
  return text
}

function notPem(file: string, reason: string): never {
  return fail({ code: 'document-invalid', document: inputName(file), at: '', reason })
}
