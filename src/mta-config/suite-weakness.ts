import type { CipherSuite } from '../registry/cipher-suite.ts'

/** Something that suites should not be, and the words of OpenSSL's cipher lists that name such suites. */
export interface Weakness {
  readonly holds: (suite: CipherSuite) => boolean
  readonly words: readonly string[]
}

/** No authentication at all. */
const anonymous: Weakness = { holds: ({ authentication }) => authentication === 'anon', words: ['aNULL'] }

/** The key of the certificate decrypts all that was recorded. */
const noForwardSecrecy: Weakness = {
  holds: (suite) => !suite.forwardSecrecy && !anonymous.holds(suite) && !broken.holds(suite),
  words: ['kRSA'],
}

/** Ciphers that do not protect, or hardly. */
const broken: Weakness = {
  holds: ({ cipher, hash, export: isExport }) =>
    isExport || /^(?:NULL|DES|RC2|RC4|3DES|IDEA|SEED)/.test(cipher) || hash === 'MD5',
  words: ['eNULL', 'EXPORT', 'LOW', 'DES', 'RC4', '3DES', 'MD5', 'IDEA', 'SEED'],
}

/** What every profile bans. */
export const weaknessesOf: Readonly<Record<'anonymous' | 'noForwardSecrecy' | 'broken', Weakness>> = {
  anonymous,
  noForwardSecrecy,
  broken,
}
