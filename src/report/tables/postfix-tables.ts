import { columns, type ReferenceTable } from './table.ts'

/** Postfix’s levels of security for outgoing mail. */
export const POSTFIX_LEVELS: ReferenceTable = {
  name: 'postfix-levels',
  title: 'Levels of smtp_tls_security_level in Postfix',
  source: 'the documentation of Postfix; tried with Postfix 3.7, see the table postfix-measured',
  columns: columns({
    level: 'level',
    asks: 'what it asks of the server',
    clear: 'delivers in clear',
    certificate: 'certificate',
    use: 'made for',
  }),
  rows: [
    { level: 'none', asks: 'nothing; never uses TLS', clear: 'always', certificate: 'none', use: 'tests' },
    {
      level: 'may',
      asks: 'nothing; uses TLS where it is offered',
      clear: 'where TLS is missing or fails',
      certificate: 'any',
      use: 'mail to everybody',
    },
    {
      level: 'encrypt',
      asks: 'TLS',
      clear: 'never',
      certificate: 'any',
      use: 'destinations that are known to have TLS',
    },
    {
      level: 'dane',
      asks: 'what the TLSA records say; without any, as may',
      clear: 'only where there is no TLSA record',
      certificate: 'must match the TLSA record, where there is one',
      use: 'mail to everybody, with a validating resolver on the machine',
    },
    {
      level: 'dane-only',
      asks: 'usable TLSA records, and a server that matches them',
      clear: 'never',
      certificate: 'must match the TLSA record',
      use: 'destinations that promise DANE',
    },
    {
      level: 'fingerprint',
      asks: 'TLS, with a certificate or key that is listed',
      clear: 'never',
      certificate: 'must be one of those listed',
      use: 'single partners without an authority',
    },
    {
      level: 'verify',
      asks: 'TLS, with a trusted certificate for the exchanger',
      clear: 'never',
      certificate: 'trusted, with the name of the MX record',
      use: 'partners; the MX record itself can be forged without DNSSEC',
    },
    {
      level: 'secure',
      asks: 'TLS, with a trusted certificate for the destination',
      clear: 'never',
      certificate: 'trusted, with the name of the domain by default',
      use: 'partners whose certificates carry the name of their domain',
    },
  ],
  note: 'The level for all mail is smtp_tls_security_level; exceptions stand in smtp_tls_policy_maps. Mail that may not be delivered is deferred and tried again for days before it is returned.',
}

const OK = 'delivered'
const CLEAR = 'in clear'
const LATER = 'deferred'

/** What a real Postfix did at each level in each situation. */
export const POSTFIX_MEASURED: ReferenceTable = {
  name: 'postfix-measured',
  title: 'What Postfix did at each level',
  source: 'measured with Postfix 3.7 as the sender, against servers with each of these faults',
  columns: columns({
    receiver: 'receiver',
    may: 'may',
    encrypt: 'encrypt',
    dane: 'dane',
    daneOnly: 'dane-only',
    secure: 'secure',
  }),
  rows: [
    row('TLSA 3 1 1 matches', OK, OK, `${OK}, verified`, OK, OK),
    row('TLSA does not match, valid certificate', OK, OK, LATER, LATER, OK),
    row('TLSA, STARTTLS stripped', CLEAR, LATER, LATER, LATER, LATER),
    row('TLSA, 454 to STARTTLS', CLEAR, LATER, LATER, LATER, LATER),
    row('expired certificate, TLSA 3 1 1 matches', OK, OK, OK, OK, LATER),
    row('expired certificate, TLSA 2 1 1', OK, OK, LATER, LATER, LATER),
    row('no TLSA', OK, OK, OK, LATER, OK),
    row('no TLSA, stripped or 454', CLEAR, LATER, CLEAR, LATER, LATER),
    row('unsigned zone, TLSA that does not match', OK, OK, OK, LATER, OK),
    row('zone whose signatures fail', LATER, LATER, LATER, LATER, LATER),
    row('TLSA lookup fails', OK, OK, LATER, LATER, ''),
    row('one TLSA that matches, one that does not', OK, OK, OK, OK, OK),
    row('unusable TLSA (0 0 1)', OK, OK, OK, LATER, OK),
  ],
  note: 'in clear: delivered without encryption. With TLSA 3 1 1 the date of the certificate does not count. An empty cell was not measured.',
}

function row(
  receiver: string,
  may: string,
  encrypt: string,
  dane: string,
  daneOnly: string,
  secure: string,
): Readonly<Record<string, string>> {
  return { receiver, may, encrypt, dane, daneOnly, secure }
}
