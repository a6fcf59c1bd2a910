/** What is written as a policy. Values are written as they are, also those that no policy may have: the lab needs them. */
export interface PolicyFields {
  readonly version?: string
  readonly mode: string
  readonly maxAgeSeconds: number
  readonly mx: readonly string[]
}

/** Writes a policy with CRLF at the end of each line, in the order of the example in RFC 8461 section 3.2. */
export function writePolicy({ version = 'STSv1', mode, maxAgeSeconds, mx }: PolicyFields): string {
  const lines = [
    `version: ${version}`,
    `mode: ${mode}`,
    ...mx.map((pattern) => `mx: ${pattern}`),
    `max_age: ${maxAgeSeconds}`,
  ]
  return lines.map((line) => `${line}\r\n`).join('')
}

/** The text of the record that announces a policy (RFC 8461 section 3.1). */
export function writeRecord(id: string): string {
  return `v=STSv1; id=${id};`
}
