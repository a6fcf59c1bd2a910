import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'
import { KEY_SIGNING } from '../../dns/generate-signing-key.ts'
import { type SigningKey, signingKey } from '../../dns/zone/signing-key.ts'
import { readPem } from './read-identity.ts'

/** ECDSA with P-256 (RFC 6605). */
const ALGORITHM = 13

/**
 * The key of the zone, kept in a folder: a parent publishes its DS record, so that it has to be the same after a restart. Made
 * when there is none.
 *
 * @throws ProbeError `file-unreadable`, `file-unwritable`, `document-invalid`
 */
export async function zoneKeyOf(folder: string): Promise<SigningKey> {
  const file = join(folder, 'zone-key.pem')
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    return error.code === 'ENOENT'
      ? null
      : fail({ code: 'file-unreadable', file: shown(file), reason: reasonOf(error) })
  })
  if (kept !== null)
    return signingKey(
      ALGORITHM,
      KEY_SIGNING,
      readPem(file, () => createPrivateKey(kept)),
    )
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await writeState(folder, 'zone-key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600)
  return signingKey(ALGORITHM, KEY_SIGNING, privateKey)
}

/** Writes a file of the folder, which is made when it is not there. Returns its path. @throws ProbeError `file-unwritable` */
export async function writeState(folder: string, name: string, text: string, mode = 0o644): Promise<string> {
  const file = join(folder, name)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(file, text, { mode })
  } catch (error) {
    fail({ code: 'file-unwritable', file: shown(file), reason: reasonOf(error) })
  }
  return file
}

function shown(file: string): string {
  return printable(file, 200)
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
