import { concatBytes } from '../../base/hex.ts'
import { formatIpAddress, parseIpAddress } from '../../base/ip-address.ts'
import { escapeOctets, latin1Octets, latin1Text, unescapeOctets } from './octet-text.ts'
import type { ServiceParameter } from './rdata-layout.ts'

/** Keys with a presentation of their own; any other is `keyNNNNN="octets"`. RFC 9460 section 14.3.2, RFC 9461, RFC 9540. */
const KEYS = [
  'mandatory',
  'alpn',
  'no-default-alpn',
  'port',
  'ipv4hint',
  'ech',
  'ipv6hint',
  'dohpath',
  'ohttp',
] as const

/** The presentation form of one parameter (RFC 9460 section 2.1). A value that does not fit its key is shown as octets. */
export function formatServiceParameter({ key, value }: ServiceParameter): string {
  const name = KEYS[key]
  const text = name === undefined ? null : formatValue(name, value)
  if (name !== undefined && text !== null) return text === '' ? name : `${name}="${text}"`
  return value.length === 0 ? `key${key}` : `key${key}="${escaped(value)}"`
}

/** Parses `key=value`, `key="value"` or `key`; null when the key or its value cannot be read. */
export function parseServiceParameter(text: string): ServiceParameter | null {
  const equals = text.indexOf('=')
  const name = equals < 0 ? text : text.slice(0, equals)
  const raw = equals < 0 ? '' : text.slice(equals + 1)
  const key = keyNumber(name)
  if (key === null) return null
  const known = KEYS[key]
  const value = known === name ? parseValue(known, raw) : unescapeOctets(raw)
  return value === null ? null : { key, value }
}

type KeyName = (typeof KEYS)[number]

function formatValue(name: KeyName, value: Uint8Array): string | null {
  switch (name) {
    case 'mandatory':
      return value.length === 0 || value.length % 2 !== 0 ? null : pairs(value).map(keyName).join(',')
    case 'alpn':
      return formatAlpn(value)
    case 'port':
      return value.length === 2 ? String(pairs(value)[0]) : null
    case 'ipv4hint':
      return formatAddresses(value, 4)
    case 'ipv6hint':
      return formatAddresses(value, 16)
    case 'ech':
      return value.length === 0 ? null : Buffer.from(value).toString('base64')
    case 'dohpath':
      return value.length === 0 ? null : escaped(value)
    case 'no-default-alpn':
    case 'ohttp':
      return value.length === 0 ? '' : null
    default:
      return name satisfies never
  }
}

function parseValue(name: KeyName, raw: string): Uint8Array | null {
  switch (name) {
    case 'mandatory': {
      const keys = raw.split(',').map((name) => keyNumber(name) ?? -1)
      return keys.includes(-1)
        ? null
        : Uint8Array.from(keys.toSorted((a, b) => a - b).flatMap((key) => [key >> 8, key & 0xff]))
    }
    case 'alpn':
      return parseAlpn(raw)
    case 'port':
      return /^[0-9]{1,5}$/.test(raw) && Number(raw) <= 0xffff
        ? Uint8Array.of(Number(raw) >> 8, Number(raw) & 0xff)
        : null
    case 'ipv4hint':
      return parseAddresses(raw, 4)
    case 'ipv6hint':
      return parseAddresses(raw, 16)
    case 'ech':
      return new Uint8Array(Buffer.from(raw, 'base64'))
    case 'dohpath':
      return unescapeOctets(raw)
    case 'no-default-alpn':
    case 'ohttp':
      return raw === '' ? new Uint8Array(0) : null
    default:
      return name satisfies never
  }
}

function keyNumber(name: string): number | null {
  const digits = /^key([0-9]{1,5})$/.exec(name)?.[1]
  const known: readonly string[] = KEYS
  const key = digits === undefined ? known.indexOf(name) : Number(digits)
  return key < 0 || key > 0xffff ? null : key
}

function keyName(key: number): string {
  return KEYS[key] ?? `key${key}`
}

function pairs(value: Uint8Array): readonly number[] {
  return Array.from({ length: value.length / 2 }, (_, at) => ((value[at * 2] ?? 0) << 8) | (value[at * 2 + 1] ?? 0))
}

/** Commas and backslashes inside an identifier are escaped twice. RFC 9460 appendix A.1. */
function formatAlpn(value: Uint8Array): string | null {
  const items: string[] = []
  for (let at = 0; at < value.length; ) {
    const length = value[at] ?? 0
    const item = value.subarray(at + 1, at + 1 + length)
    if (length === 0 || item.length !== length) return null
    items.push(latin1Text(item).replace(/[\\,]/g, (character) => `\\${character}`))
    at += 1 + length
  }
  return items.length === 0 ? null : escaped(latin1Octets(items.join(',')))
}

function parseAlpn(raw: string): Uint8Array | null {
  const octets = unescapeOctets(raw)
  if (octets === null) return null
  const items = latin1Text(octets).match(/(?:\\.|[^\\,])+/gs) ?? []
  const identifiers = items.map((item) => latin1Octets(item.replace(/\\(.)/gs, '$1')))
  if (identifiers.length === 0 || identifiers.some((identifier) => identifier.length > 255)) return null
  return concatBytes(identifiers.flatMap((identifier) => [Uint8Array.of(identifier.length), identifier]))
}

function formatAddresses(value: Uint8Array, octets: 4 | 16): string | null {
  if (value.length === 0 || value.length % octets !== 0) return null
  const count = value.length / octets
  return Array.from({ length: count }, (_, at) => formatIpAddress(value.subarray(at * octets, (at + 1) * octets))).join(
    ',',
  )
}

function parseAddresses(raw: string, octets: 4 | 16): Uint8Array | null {
  const addresses = raw.split(',').map(parseIpAddress)
  const sound = addresses.filter((address) => address?.length === octets)
  return sound.length === addresses.length ? concatBytes(sound.filter((address) => address !== null)) : null
}

function escaped(value: Uint8Array): string {
  return escapeOctets(value, /[^\x21-\x7e]|["\\]/)
}
