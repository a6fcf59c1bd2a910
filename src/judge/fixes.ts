import { inWords } from '../base/in-words.ts'
import type { Fix } from './rule.ts'

/** Where Sendmail's options for TLS go: they have no macro of their own. */
const SENDMAIL_PLACE = '\n# below LOCAL_CONFIG in sendmail.mc'

/** Ends every protocol version before TLS 1.2. */
export const MODERN_VERSIONS: Fix = {
  change: 'versions',
  any: 'Allow TLS 1.2 and TLS 1.3 only.',
  postfix: 'smtpd_tls_protocols = >=TLSv1.2\nsmtpd_tls_mandatory_protocols = >=TLSv1.2',
  exim: 'openssl_options = +no_sslv2 +no_sslv3 +no_tlsv1 +no_tlsv1_1',
  exchange:
    'Set Enabled to 0 and DisabledByDefault to 1 for SSL 2.0, SSL 3.0, TLS 1.0 and TLS 1.1 under HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\…\\Server, then restart.',
  sendmail: `O ServerSSLOptions=+SSL_OP_NO_SSLv2 +SSL_OP_NO_SSLv3 +SSL_OP_NO_TLSv1 +SSL_OP_NO_TLSv1_1${SENDMAIL_PLACE}`,
}

/** Leaves the suites that a current sender and receiver should agree on. */
export const STRONG_SUITES: Fix = {
  change: 'suites',
  any: 'Allow ECDHE suites with AES-GCM and ChaCha20-Poly1305, and TLS 1.3.',
  // Postfix sets OpenSSL's level to 0; at level 1 nothing is signed with MD5 and SHA-1.
  postfix: 'smtpd_tls_ciphers = high\ntls_high_cipherlist = ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=1',
  exim: 'tls_require_ciphers = ECDHE+AESGCM:ECDHE+CHACHA20',
  sendmail: `O CipherList=ECDHE+AESGCM:ECDHE+CHACHA20${SENDMAIL_PLACE}`,
  opensmtpd: 'smtp ciphers "ECDHE+AESGCM:ECDHE+CHACHA20"',
}

/** Gets a new certificate into use. */
export const RENEWED: Fix = {
  change: 'certificate',
  any: 'Renew the certificate, put the full chain into the server’s settings and reload it; then see to it that renewal and reload run by themselves.',
  postfix: 'smtpd_tls_chain_files = /etc/ssl/private/mail.pem\n# then: postfix reload (in the renewal’s deploy hook)',
  exim: 'tls_certificate = /etc/ssl/mail/fullchain.pem\ntls_privatekey = /etc/ssl/mail/privkey.pem',
  exchange: 'Enable-ExchangeCertificate -Thumbprint THUMBPRINT -Services SMTP',
  sendmail:
    "define(`confSERVER_CERT', `/etc/mail/certs/fullchain.pem')dnl\ndefine(`confSERVER_KEY', `/etc/mail/certs/privkey.pem')dnl",
  opensmtpd:
    'pki mx.example.com cert "/etc/ssl/mx.example.com.fullchain.pem"\npki mx.example.com key "/etc/ssl/private/mx.example.com.key"',
}

/** Puts the chain behind a certificate in order. */
export const FULL_CHAIN: Fix = {
  change: 'chain',
  any: 'Configure the file with the full chain (often called fullchain.pem): the server’s own certificate first, then each one that issued the one before it, without the root.',
  postfix: 'smtpd_tls_chain_files = /etc/ssl/private/mail.pem\n# in this file: key, own certificate, intermediates',
  exim: 'tls_certificate = /etc/ssl/mail/fullchain.pem',
  exchange: 'Import the intermediate certificates into the machine’s “Intermediate Certification Authorities” store.',
  opensmtpd: 'pki mx.example.com cert "/etc/ssl/mx.example.com.fullchain.pem"',
}

/** Ends TLS compression. */
export const NO_COMPRESSION: Fix = {
  change: 'compression',
  any: 'Switch TLS compression off, or update the TLS library.',
  postfix: 'tls_ssl_options = NO_COMPRESSION',
  exim: 'openssl_options = +no_compression',
  sendmail: `O ServerSSLOptions=+SSL_OP_NO_COMPRESSION${SENDMAIL_PLACE}`,
}

/**
 * Takes suites out of what the server offers. Several such fixes are one change: one line that names them all.
 *
 * @param words in the language of OpenSSL's cipher lists, such as `RC4`, `kRSA`
 * @param exchange what to do in PowerShell, where it is known
 */
export function excluding(words: readonly string[], any?: string, exchange?: string): Fix {
  const list = ['HIGH', ...words.map((word) => `!${word}`)].join(':')
  const fix: Fix = {
    change: 'ciphers',
    excludes: words,
    any: any ?? `Exclude ${inWords(words)}.`,
    postfix: `smtpd_tls_exclude_ciphers = ${words.join(', ')}`,
    exim: `tls_require_ciphers = ${list}`,
    sendmail: `O CipherList=${list}${SENDMAIL_PLACE}`,
    opensmtpd: `smtp ciphers "${list}"`,
  }
  return exchange === undefined ? fix : { ...fix, exchange }
}
