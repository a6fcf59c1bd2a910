import { describe, expect, test } from 'vitest'
import { AUTHORITIES, indexAuthorities } from './authorities.ts'

/** Issuers as real certificates of mail servers name them. */
const issuers = [
  { organization: "Let's Encrypt", domain: 'letsencrypt.org' },
  { organization: 'DigiCert Inc', domain: 'digicert.com' },
  { organization: 'DigiCert\\, Inc.', domain: 'digicert.com' },
  { organization: 'Sectigo Limited', domain: 'sectigo.com' },
  { organization: 'ZeroSSL', domain: 'sectigo.com' },
  { organization: 'GlobalSign nv-sa', domain: 'globalsign.com' },
  { organization: 'Google Trust Services', domain: 'pki.goog' },
  { organization: 'Amazon', domain: 'amazontrust.com' },
  { organization: 'Entrust\\, Inc.', domain: 'entrust.net' },
  { organization: 'GoDaddy.com\\, Inc.', domain: 'godaddy.com' },
  { organization: 'SSL Corporation', domain: 'ssl.com' },
  { organization: 'Buypass AS-983163327', domain: 'buypass.com' },
  { organization: 'Actalis S.p.A.', domain: 'actalis.it' },
  { organization: 'Unizeto Technologies S.A.', domain: 'certum.pl' },
  { organization: 'SwissSign AG', domain: 'swisssign.com' },
  { organization: 'D-Trust GmbH', domain: 'd-trust.net' },
  { organization: 'Deutsche Telekom Security GmbH', domain: 'telesec.de' },
  { organization: 'Hellenic Academic and Research Institutions CA', domain: 'harica.gr' },
  { organization: 'Microsoft Corporation', domain: 'microsoft.com' },
]

describe('the public authorities', () => {
  const { domainsOf, knows } = indexAuthorities()

  test.each(issuers)('$organization goes by $domain', ({ organization, domain }) => {
    expect(domainsOf(organization)).toContain(domain)
    expect(knows(domain)).toBe(true)
  })

  test('one that is not in the list is not guessed', () => {
    expect(domainsOf('Lets Encrypt GmbH')).toBeNull()
    expect(domainsOf(null)).toBeNull()
    expect(domainsOf('')).toBeNull()
    expect(knows('ca.example')).toBe(false)
  })

  test('each organisation is there once, with names that CAA records can hold', () => {
    const keys = AUTHORITIES.map(({ organization }) => organization)
    expect(new Set(keys).size).toBe(keys.length)
    for (const { caaDomains } of AUTHORITIES) {
      expect(caaDomains.length).toBeGreaterThan(0)
      expect(new Set(caaDomains).size).toBe(caaDomains.length)
      for (const name of caaDomains) expect(name).toMatch(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]+$/)
    }
  })

  test('an audit may know others, and those better', () => {
    const own = indexAuthorities([
      { organization: 'Example Ltd', caaDomains: ['ca.example'] },
      { organization: 'Amazon', caaDomains: ['amazon.example'] },
    ])
    expect(own.domainsOf('EXAMPLE LTD.')).toEqual(['ca.example'])
    expect(own.domainsOf('Amazon')).toEqual(['amazon.example'])
    expect(own.knows('ca.example')).toBe(true)
    expect(own.knows('letsencrypt.org')).toBe(true)
  })
})
