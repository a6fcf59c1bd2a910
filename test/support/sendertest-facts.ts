import {
  SENDER_TEST_CASES,
  type SenderTestCaseFacts,
  type SenderTestCaseId,
  type SenderTestFacts,
  type SenderTestSession,
} from '../../src/facts/sender-test-facts.ts'

/** A session as a good sender has it. */
export function session(changes: Partial<SenderTestSession> = {}): SenderTestSession {
  return {
    at: '2026-11-24T12:00:00.000Z',
    address: '192.0.2.1',
    helo: 'mail.example',
    starttls: 'asked',
    tls: {
      version: 'tls13',
      suite: 'TLS_AES_256_GCM_SHA384',
      group: 'X25519MLKEM768',
      sni: null,
      clientCertificate: false,
    },
    tlsFailure: null,
    message: 'accepted',
    requireTls: false,
    tlsRequiredNo: false,
    injected: null,
    certain: true,
    ...changes,
  }
}

/** A session without TLS. */
export const IN_CLEAR: SenderTestSession = session({ starttls: 'not-asked', tls: null })

/** Facts of one case. */
export function caseFacts(of: SenderTestCaseId, changes: Partial<SenderTestCaseFacts> = {}): SenderTestCaseFacts {
  return {
    case: of,
    recipient: `abcdefghjkmn@${of}.test.example`,
    unserved: null,
    lookups: { mx: 1, address: 1, tlsa: 0, policyRecord: 0, policy: 0 },
    sessions: [session()],
    sessionsLeftOut: 0,
    ...changes,
  }
}

/** Facts of a whole test, two minutes after the first message. */
export function senderTestFacts(
  sessionsOf: (of: SenderTestCaseId) => Partial<SenderTestCaseFacts>,
  changes: Partial<SenderTestFacts> = {},
): SenderTestFacts {
  return {
    token: 'abcdefghjkmn',
    zone: 'test.example',
    mode: 'local',
    authority: 'own',
    issuedAt: '2026-11-24T11:59:00.000Z',
    at: '2026-11-24T12:02:00.000Z',
    firstSeenAt: '2026-11-24T12:00:00.000Z',
    cases: SENDER_TEST_CASES.map((of) => caseFacts(of, sessionsOf(of))),
    ...changes,
  }
}
