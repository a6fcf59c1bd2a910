import { describe, expect, it } from 'vitest'
import { attemptSync } from '../base/failure.ts'
import { parseResolverSpec } from './resolver-spec.ts'

const good = [
  { text: 'system', spec: { kind: 'system' } },
  { text: 'iterate', spec: { kind: 'iterate' } },
  { text: '1.1.1.1', spec: { kind: 'plain', server: { address: '1.1.1.1', port: 53 } } },
  { text: '127.0.0.1:5353', spec: { kind: 'plain', server: { address: '127.0.0.1', port: 5353 } } },
  { text: '2606:4700::1111', spec: { kind: 'plain', server: { address: '2606:4700::1111', port: 53 } } },
  { text: '[::1]:5353', spec: { kind: 'plain', server: { address: '::1', port: 5353 } } },
  { text: 'tls://1.1.1.1', spec: { kind: 'tls', name: '1.1.1.1', address: '1.1.1.1', port: 853 } },
  { text: 'tls://Dns.Example', spec: { kind: 'tls', name: 'dns.example', address: null, port: 853 } },
  {
    text: 'tls://192.0.2.1:8853#dns.example',
    spec: { kind: 'tls', name: 'dns.example', address: '192.0.2.1', port: 8853 },
  },
  {
    text: 'tls://192.0.2.1#Bücher.Example',
    spec: { kind: 'tls', name: 'xn--bcher-kva.example', address: '192.0.2.1', port: 853 },
  },
  { text: 'tls://192.0.2.1#192.0.2.1', spec: { kind: 'tls', name: '192.0.2.1', address: '192.0.2.1', port: 853 } },
  {
    text: 'https://dns.example/dns-query',
    spec: { kind: 'https', url: 'https://dns.example/dns-query', name: 'dns.example', address: null },
  },
  {
    text: 'https://dns.example/q#192.0.2.1',
    spec: { kind: 'https', url: 'https://dns.example/q', name: 'dns.example', address: '192.0.2.1' },
  },
  {
    text: 'https://[2001:db8::1]:8443/q',
    spec: { kind: 'https', url: 'https://[2001:db8::1]:8443/q', name: '2001:db8::1', address: '2001:db8::1' },
  },
] as const

const bad = [
  '',
  'dns.example',
  '1.1.1',
  '1.1.1.1:0',
  '1.1.1.1:99999',
  'http://1.1.1.1',
  'tls://',
  'tls://a b',
  'tls://dns.example#x',
  'tls://192.0.2.1#',
  'tls://192.0.2.1#a b',
  'tls://192.0.2.1#192.0.2.2',
  'https://',
  'https://u:p@h/',
  'https://h/q?dns=1',
  'https://h/q#name',
  '[::1',
  '[::1]:x',
]

describe('parseResolverSpec', () => {
  it.each(good)('$text', ({ text, spec }) => expect(parseResolverSpec(text)).toEqual(spec))
  it.each(bad)('refuses %j', (text) => {
    const result = attemptSync(() => parseResolverSpec(text))
    expect(result.ok).toBe(false)
    expect(result).toMatchObject({ failure: { code: expect.stringMatching(/^(option|name)-invalid$/) } })
  })
})
