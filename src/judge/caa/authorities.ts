import type { KnownAuthority } from '../../facts/domain-facts.ts'

/** A group of brands whose certificates one authority issues, and every name by which CAA records allow it. */
interface AuthorityGroup {
  /** Organisations (O) in the names of issuing certificates, in any spelling of case and punctuation. */
  readonly organizations: readonly string[]
  readonly caaDomains: readonly string[]
}

const SECTIGO_DOMAINS = [
  'sectigo.com',
  'comodo.com',
  'comodoca.com',
  'usertrust.com',
  'trust-provider.com',
  // Sectigo took over the customers of Entrust in 2025.
  'entrust.net',
  'affirmtrust.com',
]

const DIGICERT_DOMAINS = [
  'digicert.com',
  'www.digicert.com',
  'digicert.ne.jp',
  'cybertrust.ne.jp',
  'thawte.com',
  'geotrust.com',
  'rapidssl.com',
  'symantec.com',
  'quovadisglobal.com',
  'digitalcertvalidation.com',
  '1and1.digitalcertvalidation.com',
  'stratossl.digitalcertvalidation.com',
  'volusion.digitalcertvalidation.com',
  'intermediatecertificate.digitalcertvalidation.com',
  // Its hierarchy holds issuing certificates of Amazon.
  'amazon.com',
  'amazontrust.com',
  'awstrust.com',
  'amazonaws.com',
]

/**
 * The public authorities of today: who issues, and by which names CAA records allow them, as they declare it in their
 * practice statements and in the list "CAA Identifiers" of the Common CA Database (ccadb.org), of which this is the state of
 * 2026. Where the same organisation issues below several hierarchies, the names of all of them are here: a name too many
 * hides a violation, a name too few would claim one that is none.
 */
const GROUPS: readonly AuthorityGroup[] = [
  { organizations: ["Let's Encrypt", 'Internet Security Research Group', 'ISRG'], caaDomains: ['letsencrypt.org'] },
  { organizations: ['Google Trust Services', 'Google Trust Services LLC'], caaDomains: ['pki.goog'] },
  {
    organizations: [
      'Sectigo Limited',
      'COMODO CA Limited',
      'The USERTRUST Network',
      'ZeroSSL',
      'Gandi',
      'Gandi SAS',
      'GEANT Vereniging',
      'Internet2',
      'cPanel, Inc.',
      'cPanel, LLC',
      'Gehirn Inc.',
      'Corporation Service Company',
      'Entrust, Inc.',
      'Entrust Limited',
      'Entrust Corporation',
      'AffirmTrust',
    ],
    caaDomains: SECTIGO_DOMAINS,
  },
  {
    organizations: ['Network Solutions L.L.C.'],
    caaDomains: ['networksolutions.com', 'web.com', ...SECTIGO_DOMAINS],
  },
  {
    organizations: [
      'DigiCert Inc',
      'DigiCert, Inc.',
      'GeoTrust Inc.',
      'Thawte, Inc.',
      'RapidSSL',
      'Symantec Corporation',
      'Cloudflare, Inc.',
      'Verokey',
      'QuoVadis Limited',
      'QuoVadis Trustlink B.V.',
      'QuoVadis Trustlink Schweiz AG',
      'QuoVadis Trustlink Deutschland GmbH',
    ],
    caaDomains: [...DIGICERT_DOMAINS, 'pkioverheid.nl', 'www.pkioverheid.nl'],
  },
  {
    organizations: ['Microsoft Corporation'],
    caaDomains: ['microsoft.com', 'ssladmin.microsoft.com', ...DIGICERT_DOMAINS],
  },
  {
    organizations: ['Amazon', 'Amazon Trust Services'],
    caaDomains: ['amazon.com', 'amazontrust.com', 'awstrust.com', 'amazonaws.com', 'aws.amazon.com'],
  },
  {
    organizations: ['GoDaddy.com, Inc.', 'Starfield Technologies, Inc.'],
    caaDomains: ['godaddy.com', 'starfieldtech.com'],
  },
  { organizations: ['GlobalSign nv-sa', 'GlobalSign'], caaDomains: ['globalsign.com'] },
  {
    organizations: ['SSL Corporation', 'SSL Corp'],
    caaDomains: ['ssl.com', 'entrust.net', 'affirmtrust.com'],
  },
  {
    organizations: ['IdenTrust', 'IdenTrust, Inc.', 'IdenTrust Services, LLC'],
    caaDomains: ['identrust.com', 'www.identrust.com'],
  },
  { organizations: ['Buypass AS-983163327', 'Buypass AS'], caaDomains: ['buypass.com', 'buypass.no'] },
  { organizations: ['Actalis S.p.A.', 'Actalis S.p.A./03358520967'], caaDomains: ['actalis.it'] },
  {
    organizations: ['Asseco Data Systems S.A.', 'Unizeto Technologies S.A.'],
    caaDomains: ['certum.pl', 'certum.eu'],
  },
  { organizations: ['SwissSign AG'], caaDomains: ['swisssign.com'] },
  { organizations: ['D-Trust GmbH'], caaDomains: ['d-trust.net', 'd-trust.de', 'dtrust.de'] },
  {
    organizations: [
      'Deutsche Telekom Security GmbH',
      'T-Systems International GmbH',
      'T-Systems Enterprise Services GmbH',
      'Verein zur Foerderung eines Deutschen Forschungsnetzes e. V.',
    ],
    caaDomains: ['telesec.de', 'pki.dfn.de', 'dfn.de'],
  },
  {
    organizations: [
      'Hellenic Academic and Research Institutions CA',
      'Hellenic Academic and Research Institutions Cert. Authority',
    ],
    caaDomains: ['harica.gr'],
  },
  { organizations: ['Certainly'], caaDomains: ['certainly.com'] },
  {
    organizations: ['Certigna', 'Dhimyotis'],
    caaDomains: ['certigna.fr', 'certigna.com'],
  },
  { organizations: ['CERTSIGN SA', 'certSIGN'], caaDomains: ['certsign.ro'] },
  {
    organizations: ['Telia Company AB', 'Telia Finland Oyj', 'TeliaSonera'],
    caaDomains: ['telia.com', 'telia.fi', 'telia.se', 'trust.telia.com', 'acme.trust.telia.com'],
  },
  { organizations: ['Microsec Ltd.'], caaDomains: ['e-szigno.hu'] },
  {
    organizations: ['NETLOCK Kft.', 'NetLock Ltd.'],
    caaDomains: ['netlock.hu', 'netlock.net', 'netlock.eu', 'netlock.com'],
  },
  { organizations: ['Disig a.s.'], caaDomains: ['disig.sk'] },
  { organizations: ['Krajowa Izba Rozliczeniowa S.A.'], caaDomains: ['elektronicznypodpis.pl'] },
  { organizations: ['FNMT-RCM'], caaDomains: ['fnmt.es'] },
  { organizations: ['ACCV'], caaDomains: ['accv.es'] },
  { organizations: ['IZENPE S.A.'], caaDomains: ['izenpe.com', 'izenpe.eus'] },
  { organizations: ['Firmaprofesional S.A.'], caaDomains: ['firmaprofesional.com'] },
  {
    organizations: ['WISeKey', 'OISTE Foundation'],
    caaDomains: ['wisekey.com', 'certifyid.com', 'hightrusted.com', 'oiste.org'],
  },
  { organizations: ['Atos', 'Eviden'], caaDomains: ['atos.net', 'pki.eviden.com'] },
  {
    organizations: ['eMudhra Technologies Limited', 'eMudhra Inc'],
    caaDomains: ['emsign.com'],
  },
  {
    organizations: ['Viking Cloud, Inc.', 'Trustwave Holdings, Inc.', 'SecureTrust Corporation'],
    caaDomains: ['vikingcloud.com', 'trustwave.com', 'securetrust.com'],
  },
  {
    organizations: ['Cybertrust Japan Co., Ltd.'],
    caaDomains: ['cybertrust.co.jp', 'cybertrust.ne.jp'],
  },
  {
    organizations: ['Japan Registry Services Co., Ltd.'],
    caaDomains: ['jprs.jp', 'acme.jprs.jp'],
  },
  { organizations: ['SECOM Trust Systems CO.,LTD.'], caaDomains: ['secomtrust.net'] },
  { organizations: ['TAIWAN-CA', 'TAIWAN-CA Inc.', 'TWCA'], caaDomains: ['twca.com.tw'] },
  {
    organizations: ['Chunghwa Telecom Co., Ltd.'],
    caaDomains: ['epki.com.tw', 'pki.hinet.net', 'tls.hinet.net', 'eca.hinet.net', 'publicca.hinet.net'],
  },
  {
    organizations: ['TrustAsia Technologies, Inc.'],
    // Its older certificates are issued below other hierarchies.
    caaDomains: ['trustasia.com', 'certum.pl', 'certum.eu', ...SECTIGO_DOMAINS, ...DIGICERT_DOMAINS],
  },
  { organizations: ['China Financial Certification Authority'], caaDomains: ['cfca.com.cn'] },
  { organizations: ['UniTrust'], caaDomains: ['sheca.com', 'imtrust.cn', 'wwwtrust.cn'] },
  { organizations: ['NAVER Cloud Trust Services Corp.'], caaDomains: ['navercloudtrust.com'] },
  { organizations: ['Apple Inc.'], caaDomains: ['pki.apple.com'] },
]

/** Every public authority that is known here, by each of its names. */
export const AUTHORITIES: readonly KnownAuthority[] = GROUPS.flatMap(({ organizations, caaDomains }) =>
  organizations.map((organization) => ({ organization, caaDomains })),
)

/** The authorities that count in an audit, and what can be asked of them. */
export interface AuthorityIndex {
  /** The names by which CAA records allow the issuer with this organisation; null for one that is not known. */
  readonly domainsOf: (organization: string | null) => readonly string[] | null
  /** True when it is known whose name this is in CAA records. */
  readonly knows: (caaDomain: string) => boolean
}

/**
 * Makes authorities findable.
 *
 * @param more those that the audit was told of; they come before the public ones
 */
export function indexAuthorities(more: readonly KnownAuthority[] = []): AuthorityIndex {
  const own = new Map(more.map(({ organization, caaDomains }) => [keyOf(organization), caaDomains]))
  const ownDomains = new Set(more.flatMap(({ caaDomains }) => caaDomains))
  return {
    domainsOf: (organization) => {
      if (organization === null) return null
      const key = keyOf(organization)
      return own.get(key) ?? byOrganization.get(key) ?? null
    },
    knows: (caaDomain) => ownDomains.has(caaDomain) || allDomains.has(caaDomain),
  }
}

const byOrganization = new Map(AUTHORITIES.map(({ organization, caaDomains }) => [keyOf(organization), caaDomains]))
const allDomains = new Set(AUTHORITIES.flatMap(({ caaDomains }) => caaDomains))

/** Organisations are compared without regard to case and punctuation: `DigiCert, Inc.` is `DigiCert Inc`. */
function keyOf(organization: string): string {
  return organization.toLowerCase().replace(/[^a-z0-9]/g, '')
}
