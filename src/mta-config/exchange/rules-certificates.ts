import { type ExchangeObject, valueIn } from './exchange-configuration.ts'
import {
  aboutProperty,
  type ExchangeFound,
  type ExchangeRule,
  type ExchangeSubject,
  objectsOf,
  quoted,
} from './exchange-subject.ts'
import { isNode, listOf, numberOf, type ObjectValue, propertyOf, textOf, truthOf } from './object-value.ts'

const DAY = 86_400_000
const SOON_DAYS = 30

function smtpCertificates(subject: ExchangeSubject): readonly ExchangeObject[] {
  return objectsOf(subject, 'certificate').filter((object) => {
    const services = valueIn(object, 'Services')
    // A number does not tell which services it stands for, only whether there are some.
    const bits = numberOf(services)
    return bits === null ? listOf(services).some((word) => word.toUpperCase() === 'SMTP') : bits !== 0
  })
}

const expired: ExchangeRule = {
  code: 'config-certificate-expired',
  check: (subject) =>
    smtpCertificates(subject).flatMap((object) => {
      const end = dateOf(textOf(valueIn(object, 'NotAfter')))
      if (end === null || subject.now === null) return []
      const days = Math.floor((end - Date.parse(subject.now)) / DAY)
      if (days > SOON_DAYS) return []
      const message =
        days < 0
          ? `The certificate ${object.name} ended ${-days} days ago.`
          : `The certificate ${object.name} ends in ${days} days.`
      return [
        aboutProperty(object, 'NotAfter', message, [], {
          advice: 'Renew it, then: Enable-ExchangeCertificate -Thumbprint THUMBPRINT -Services SMTP',
          ...(days < 0 ? {} : { severity: 'low' as const }),
        }),
      ]
    }),
}

/** ISO 8601, or `/Date(…)/` of old JSON; other forms depend on the machine's language, and are left alone. */
function dateOf(text: string): number | null {
  const [, milliseconds] = /^\/Date\((-?\d+)\)\/$/.exec(text) ?? []
  if (milliseconds !== undefined) return Number(milliseconds)
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? null : time
}

const selfSigned: ExchangeRule = {
  code: 'config-certificate-test',
  check: (subject) => {
    const all = smtpCertificates(subject)
    const isOwn = (object: ExchangeObject): boolean => truthOf(valueIn(object, 'IsSelfSigned')) === true
    const first = all.every(isOwn) ? all.slice(0, 1) : []
    return [
      ...first.map((object) =>
        aboutProperty(object, 'IsSelfSigned', 'SMTP has no certificate but those that Exchange made for itself.', [], {
          advice:
            'Import a certificate of an authority, then: Enable-ExchangeCertificate -Thumbprint THUMBPRINT -Services SMTP',
        }),
      ),
      ...connectorsWithOwn(subject),
    ]
  },
}

/** Connectors that name a certificate whose issuer is its subject. */
function connectorsWithOwn(subject: ExchangeSubject): readonly ExchangeFound[] {
  return (['receive-connector', 'send-connector'] as const).flatMap((kind) =>
    objectsOf(subject, kind).flatMap((object) => {
      const { issuer, own } = identifierOf(valueIn(object, 'TlsCertificateName'))
      if (issuer === '' || issuer !== own) return []
      const message = `The connector ${object.name} shows a certificate that vouches for itself: ${own}.`
      const command = kind === 'send-connector' ? 'Set-SendConnector' : 'Set-ReceiveConnector'
      return [
        aboutProperty(object, 'TlsCertificateName', message, [], {
          advice: `Import a certificate of an authority, then: ${command} -Identity ${quoted(object.name)} -TlsCertificateName '<I>ISSUER<S>SUBJECT'`,
        }),
      ]
    }),
  )
}

/** Issuer and subject of `<I>CN=issuer<S>CN=subject`, or of an object with both; empty texts when there is neither. */
function identifierOf(value: ObjectValue): { readonly issuer: string; readonly own: string } {
  const [, issuer = '', own = ''] = /^<I>(.*)<S>(.*)$/s.exec(textOf(value)) ?? []
  if (issuer !== '' || !isNode(value)) return { issuer, own }
  const part = (name: string): string => textOf(propertyOf(value, name)?.value)
  return { issuer: part('CertificateIssuer'), own: part('CertificateSubject') }
}

const weakCertificate: ExchangeRule = {
  code: 'config-certificate-weak',
  check: (subject) =>
    smtpCertificates(subject).flatMap((object) => {
      const bits = numberOf(valueIn(object, 'PublicKeySize')) ?? numberOf(valueIn(object, 'KeySize'))
      const isRsa = bits !== null && bits >= 512
      if (!isRsa || bits >= subject.profile.rsaBits) return []
      const name = numberOf(valueIn(object, 'PublicKeySize')) === null ? 'KeySize' : 'PublicKeySize'
      return [
        aboutProperty(object, name, `The key of ${object.name} has ${bits} bits.`, [], {
          advice: `Request a certificate with a key of ${Math.max(2048, subject.profile.rsaBits)} bits.`,
        }),
      ]
    }),
}

/** Rules about the certificates for SMTP. */
export const CERTIFICATE_CHECKS: readonly ExchangeRule[] = [expired, selfSigned, weakCertificate]
