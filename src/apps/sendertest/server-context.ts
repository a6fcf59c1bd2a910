import { constants } from 'node:crypto'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import type { TlsKind } from './case-spec.ts'
import type { Identity } from './identities.ts'

/** OpenSSL's settings of each kind of server. Security level 0, because the point of some of them is to be weak. */
const SETTINGS: Readonly<Record<TlsKind, SecureContextOptions>> = {
  modern: { minVersion: 'TLSv1.2', ecdhCurve: 'X25519MLKEM768:X25519:P-256:P-384' },
  tls10: { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ECDHE:@SECLEVEL=0' },
  anonymous: { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: 'AECDH:ADH:!eNULL:@SECLEVEL=0', dhparam: 'auto' },
  weak: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA:AES256-SHA:@SECLEVEL=0' },
  'post-quantum': { minVersion: 'TLSv1.3', ecdhCurve: 'X25519MLKEM768' },
}

/** The TLS context of a server. Sessions are not resumed, so that each handshake shows everything. */
export function serverContext(kind: TlsKind, { chainPem, keyPem }: Identity): SecureContext {
  return createSecureContext({
    ...(kind === 'anonymous' ? {} : { cert: chainPem, key: keyPem }),
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    ...SETTINGS[kind],
  })
}
