import { SSL2_KINDS } from '../../registry/ssl2-kinds.ts'
import { fixedRsaPublicKey } from '../fixed-rsa-keys.ts'
import type { LabDomain } from '../lab-domain.ts'
import { EXPORT_GROUP, GROUP_2, ids, MODERN_RSA, modernModel, oldModel } from '../tls-models.ts'
import { oneServer, simulatedServer } from './build.ts'

const STATIC_RSA = ids('TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA')

/** Features of servers from before 2010: nothing that was invented since. */
const AGED = { features: new Set<never>() }

/** Domains whose servers exist on the wire only, because no current library speaks what they offer. */
export const WEAK_DOMAINS: readonly LabDomain[] = [
  oneServer(
    'legacy',
    40,
    'SSL 3.0 to TLS 1.1 with RC4 and 3DES: a server that nobody touched since 2010',
    simulatedServer(
      oldModel(
        {
          ssl3: ids('TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'),
          tls10: ids('TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'),
          tls11: ids('TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'),
        },
        AGED,
      ),
    ),
    [
      'cipher-3des',
      'cipher-cbc-only',
      'cipher-no-forward-secrecy',
      'cipher-rc4',
      'cipher-static-rsa',
      'tls-extended-master-secret-missing',
      'tls-fallback-scsv-missing',
      'tls-renegotiation-insecure',
      'tls-version-12-missing',
      'tls-version-13-missing',
      'tls-version-obsolete',
      'tls-version-obsolete',
      'tls-version-obsolete',
      'vuln-beast',
      'vuln-poodle',
      'vuln-sweet32',
    ],
  ),
  oneServer(
    'sslv2',
    41,
    'accepts SSL 2.0, which lets anyone decrypt sessions of every version that shares its key (DROWN)',
    simulatedServer(
      oldModel({ ssl2: SSL2_KINDS.slice(0, 7).map(({ id }) => id), ssl3: STATIC_RSA, tls10: STATIC_RSA }, AGED),
    ),
    [
      'cipher-cbc-only',
      'cipher-no-forward-secrecy',
      'cipher-static-rsa',
      'tls-extended-master-secret-missing',
      'tls-fallback-scsv-missing',
      'tls-renegotiation-insecure',
      'tls-version-12-missing',
      'tls-version-13-missing',
      'tls-version-obsolete',
      'tls-version-obsolete',
      'tls-version-obsolete',
      'vuln-beast',
      'vuln-drown',
      'vuln-poodle',
    ],
  ),
  oneServer(
    'export',
    42,
    'accepts the 40-bit suites of the 1990s (FREAK, LOGJAM)',
    simulatedServer(
      oldModel(
        {
          tls10: ids(
            'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
            'TLS_RSA_EXPORT_WITH_DES40_CBC_SHA',
            'TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA',
            'TLS_RSA_WITH_AES_128_CBC_SHA',
          ),
        },
        { dh: { usual: EXPORT_GROUP } },
      ),
    ),
    [
      'cipher-cbc-only',
      'cipher-export',
      'cipher-md5',
      'cipher-rc4',
      'cipher-static-rsa',
      'kex-dh-small',
      'tls-version-12-missing',
      'tls-version-13-missing',
      'tls-version-obsolete',
      'vuln-beast',
      'vuln-freak',
      'vuln-logjam',
      'vuln-sweet32',
    ],
  ),
  oneServer(
    'null-anon',
    43,
    'accepts suites without encryption and suites without authentication',
    simulatedServer(
      modernModel('rsa', {
        suites: {
          tls12: [
            ...MODERN_RSA,
            ...ids('TLS_RSA_WITH_NULL_SHA', 'TLS_ECDHE_RSA_WITH_NULL_SHA', 'TLS_ECDH_anon_WITH_AES_128_CBC_SHA'),
          ],
        },
      }),
    ),
    ['cipher-anonymous', 'cipher-null', 'cipher-static-rsa', 'tls-version-13-missing'],
  ),
  oneServer(
    'static-rsa',
    44,
    'agrees on keys by RSA alone: who gets its key later reads all mail of before',
    simulatedServer(modernModel('rsa', { suites: { tls12: STATIC_RSA } })),
    ['cipher-cbc-only', 'cipher-no-forward-secrecy', 'cipher-static-rsa', 'tls-version-13-missing'],
  ),
  oneServer(
    'small-dh',
    45,
    'a 1024-bit prime that half the world shares, and 512 bits for the anonymous suites',
    simulatedServer(
      modernModel('rsa', {
        suites: {
          tls12: [...MODERN_RSA, ...ids('TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DH_anon_WITH_AES_128_GCM_SHA256')],
        },
        dh: { usual: GROUP_2, anonymous: EXPORT_GROUP },
      }),
    ),
    [
      'cipher-anonymous',
      'cipher-not-recommended',
      'kex-dh-common-prime',
      'kex-dh-small',
      'tls-version-13-missing',
      'vuln-logjam',
    ],
  ),
  oneServer(
    'compression',
    46,
    'compresses inside TLS (CRIME)',
    simulatedServer(
      modernModel('rsa', { features: new Set(['compression', 'secureRenegotiation', 'extendedMasterSecret']) }),
    ),
    ['tls-compression', 'vuln-crime'],
  ),
  oneServer(
    'insecure-renegotiation',
    47,
    'renegotiates without binding to the first handshake (CVE-2009-3555)',
    simulatedServer(modernModel('rsa', { features: new Set(['extendedMasterSecret']) })),
    ['tls-renegotiation-insecure'],
  ),
  oneServer(
    'weak-key',
    48,
    'its certificate has an RSA key of 1024 bits',
    simulatedServer(modernModel('rsa'), { key: { publicKeySpkiDer: fixedRsaPublicKey(1024) } }),
    ['cert-key-small'],
  ),
]
