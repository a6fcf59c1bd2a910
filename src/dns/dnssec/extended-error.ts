/** The extended DNS errors that a verdict uses. RFC 8914 section 4; 27 is from RFC 9276. */
export const EDE = {
  other: 0,
  unsupportedAlgorithm: 1,
  unsupportedDigest: 2,
  indeterminate: 5,
  bogus: 6,
  expired: 7,
  notYetValid: 8,
  dnskeyMissing: 9,
  rrsigMissing: 10,
  noZoneKey: 11,
  nsecMissing: 12,
  unreachable: 22,
  networkError: 23,
  nsec3Iterations: 27,
} as const
