import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCommand } from './smtp-command.ts'

const rcpt = (localPart: string, domain: string) => ({ verb: 'RCPT', path: { localPart, domain } })

describe('parseCommand', () => {
  const cases = [
    { line: 'EHLO mail.example', expected: { verb: 'EHLO', name: 'mail.example' } },
    { line: 'helo  [192.0.2.1] ', expected: { verb: 'HELO', name: '[192.0.2.1]' } },
    { line: 'EHLO', expected: { verb: 'malformed', of: 'EHLO' } },
    { line: 'EHLO two words', expected: { verb: 'malformed', of: 'EHLO' } },
    { line: 'MAIL FROM:<>', expected: { verb: 'MAIL', parameters: [] } },
    {
      line: 'mail from: <a@b> SIZE=1  BODY=8BITMIME',
      expected: { verb: 'MAIL', parameters: ['SIZE=1', 'BODY=8BITMIME'] },
    },
    { line: 'MAIL FROM:<a@b>SIZE=1', expected: { verb: 'malformed', of: 'MAIL' } },
    { line: 'MAIL FROM:a@b', expected: { verb: 'malformed', of: 'MAIL' } },
    { line: 'MAIL TO:<a@b>', expected: { verb: 'malformed', of: 'MAIL' } },
    { line: 'RCPT TO:<a@B.Example.>', expected: rcpt('a', 'b.example') },
    { line: 'RCPT TO:<@x,@y:a@b.example> NOTIFY=NEVER', expected: rcpt('<@x,@y:a@b.example>'.slice(1, -1), '') },
    { line: 'RCPT TO:<@x:a@b.example>', expected: rcpt('a', 'b.example') },
    { line: 'RCPT TO:<"a b"@b.example>', expected: rcpt('"a b"@b.example', '') },
    { line: 'RCPT TO:<a@[192.0.2.1]>', expected: rcpt('a@[192.0.2.1]', '') },
    { line: 'RCPT TO:<a@b@c>', expected: rcpt('a@b@c', '') },
    { line: 'RCPT TO:<a>', expected: rcpt('a', '') },
    { line: 'RCPT TO:<>', expected: rcpt('', '') },
    { line: 'RCPT TO:<a@b><c@d>', expected: { verb: 'malformed', of: 'RCPT' } },
    { line: 'STARTTLS', expected: { verb: 'STARTTLS' } },
    { line: 'STARTTLS now', expected: { verb: 'malformed', of: 'STARTTLS' } },
    { line: 'data ', expected: { verb: 'DATA' } },
    { line: 'NOOP anything', expected: { verb: 'NOOP' } },
    { line: 'BDAT 10 LAST', expected: { verb: 'unknown' } },
    { line: 'AUTH PLAIN', expected: { verb: 'unknown' } },
    { line: '', expected: { verb: 'unknown' } },
    { line: 'QUIT\r', expected: { verb: 'unknown' } },
    { line: 'RCPT TO:<a\u0000@b>', expected: { verb: 'unknown' } },
    { line: '\u0016\u0003\u0001', expected: { verb: 'unknown' } },
  ]
  test.each(cases)('$line', ({ line, expected }) => expect(parseCommand(line)).toEqual(expected))

  test('whatever comes, it answers, and no recipient holds a blank or a control beside its domain', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `RCPT TO:<${text}>`),
        ),
        (line) => {
          const command = parseCommand(line)
          if (command.verb === 'RCPT' && command.path.domain !== '')
            expect(command.path.localPart).toMatch(/^[\x21-\x7e]+$/)
        },
      ),
    )
  })
})
