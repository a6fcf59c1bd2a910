import { constants, createPrivateKey, privateDecrypt } from 'node:crypto'
import type { LabDomain, LabServer } from '../lab-domain.ts'
import type { TlsModel } from '../simulator/tls-model.ts'
import { ids, MODERN_RSA, modernModel } from '../tls-models.ts'
import { oneServer, realServer, simulatedServer } from './build.ts'

/** A server with an RSA key that it uses for the oldest of key exchanges, and tells what it found there. */
const ORACLE: LabServer = {
  smtp: {},
  tls: async ({ authority, host }) => {
    const issued = await authority.issue({ names: [host], key: 'rsa-2048' })
    const key = createPrivateKey(issued.privateKeyPem ?? '')
    const model: TlsModel = modernModel('rsa', {
      suites: { tls12: ids('TLS_RSA_WITH_AES_128_GCM_SHA256') },
      chains: { rsa: issued.chainDer },
      weaknesses: new Set(['robot']),
      decrypt: (ciphertext) => privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext),
    })
    return { model, identities: [] }
  },
}

const FEATURES = ['secureRenegotiation', 'extendedMasterSecret', 'encryptThenMac', 'fallbackScsv'] as const

/** Domains whose servers have the mistakes that have names. */
export const VULNERABLE_DOMAINS: readonly LabDomain[] = [
  oneServer(
    'heartbleed',
    100,
    'answers a heartbeat that lies about its length with its memory (CVE-2014-0160)',
    simulatedServer(
      modernModel('rsa', { features: new Set([...FEATURES, 'heartbeat']), weaknesses: new Set(['heartbleed']) }),
    ),
    ['vuln-heartbleed'],
  ),
  oneServer(
    'ccs-injection',
    101,
    'takes a ChangeCipherSpec before any key is agreed on (CVE-2014-0224)',
    simulatedServer(modernModel('rsa', { suites: { tls12: MODERN_RSA }, weaknesses: new Set(['ccsInjection']) })),
    ['tls-version-13-missing', 'vuln-ccs-injection'],
  ),
  oneServer('robot', 102, 'tells right RSA padding from wrong, and so becomes an oracle', ORACLE, [
    'cipher-no-forward-secrecy',
    'cipher-static-rsa',
    'tls-version-13-missing',
    'vuln-robot',
  ]),
  oneServer(
    'ticketbleed',
    103,
    'copies 32 bytes of session_id whatever came (CVE-2016-9244)',
    realServer(modernModel('ecdsa', { weaknesses: new Set(['ticketbleed']) })),
    ['vuln-ticketbleed'],
  ),
  oneServer(
    'injection-server',
    104,
    'obeys inside TLS what came in clear behind STARTTLS (CVE-2011-0411)',
    realServer(modernModel('ecdsa'), {}, { obeysCommandsBehindStartTls: true }),
    ['starttls-injection'],
  ),
]
