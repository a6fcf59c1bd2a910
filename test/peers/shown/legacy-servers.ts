import { GNUTLS_SERVERS } from './legacy/gnutls-servers.ts'
import { JAVA_SERVERS } from './legacy/java-servers.ts'
import { NODE_SERVERS } from './legacy/node-servers.ts'
import { OPENSSL_SERVERS } from './legacy/openssl-servers.ts'

/** What a full survey shows of servers with old libraries and strange settings. */
export const LEGACY = { ...NODE_SERVERS, ...JAVA_SERVERS, ...GNUTLS_SERVERS, ...OPENSSL_SERVERS } as const
