import type { ConfigRule } from '../config-rule.ts'

/** Rules about how settings are written. */
export const PARAMETER_RULES: readonly ConfigRule[] = [
  {
    code: 'config-syntax',
    severity: 'high',
    software: ['postfix', 'exim'],
    title: 'A line cannot be read',
    explain:
      'The mail server stops at such a line, or passes over it with a warning that nobody sees. After the next restart there may be no mail, or settings that seem to hold do not.',
    fix: 'Write the line as name = value, or take it out.',
    source: ['Postfix: postconf(5)', 'Exim: specification, chapter 6'],
  },
  {
    code: 'config-parameter-unknown',
    severity: 'low',
    software: ['postfix', 'exim'],
    title: 'There is no such parameter',
    explain:
      'No release knows a parameter of this name, and no other setting refers to it, so that it does nothing. Somebody may rely on it all the same.',
    fix: 'Take the line out, or correct its name.',
    source: ['Postfix: postconf(1)', 'this product'],
  },
  {
    code: 'config-parameter-misspelt',
    severity: 'medium',
    software: ['postfix', 'exim'],
    title: 'The name of a parameter is misspelt',
    explain:
      'The name differs by a letter or two from one that exists. The server keeps to the default of the right one, and what was wanted does not happen.',
    fix: 'Correct the name.',
    source: ['Postfix: postconf(1)', 'this product'],
  },
  {
    code: 'config-parameter-deprecated',
    severity: 'low',
    software: ['postfix'],
    title: 'A parameter has a successor, or lost its meaning',
    explain:
      'The parameter still works, or is passed over, but will be removed. Old and new parameters in one file also hide which of them counts.',
    fix: 'Use the successor, or take the line out where there is none.',
    source: ['Postfix: DEPRECATION_README', 'Postfix: postconf(5)'],
  },
  {
    code: 'config-parameter-removed',
    severity: 'medium',
    cases: [{ severity: 'high', when: 'it is Exim, which does not start' }],
    software: ['postfix', 'exim'],
    title: 'This release no longer has the parameter',
    explain: 'The parameter belongs to earlier releases. In Postfix it does nothing any more; Exim refuses to start.',
    fix: 'Take the line out, and set what replaced it.',
    source: ['Postfix: RELEASE_NOTES', 'Exim: NewStuff'],
  },
  {
    code: 'config-parameter-too-new',
    severity: 'medium',
    software: ['postfix'],
    title: 'This release does not have the parameter yet',
    explain:
      'The parameter belongs to a later release than the one that these settings are for. Until the upgrade it does nothing; the server runs with the default.',
    fix: 'Take the line out until the upgrade, or name the right release with --version.',
    source: ['Postfix: RELEASE_NOTES'],
  },
  {
    code: 'config-parameter-duplicate',
    severity: 'low',
    cases: [{ severity: 'high', when: 'it is Exim, which does not start' }],
    software: ['postfix', 'exim'],
    title: 'A parameter is set twice',
    explain:
      'The later line counts. Whoever reads the file from its start, or edits the first, believes something else. postconf warns about it, and Exim refuses to start.',
    fix: 'Keep one of the lines.',
    source: ['Postfix: postconf(1)', 'Exim: specification, chapter 6'],
  },
  {
    code: 'config-value-invalid',
    severity: 'high',
    software: ['postfix'],
    title: 'A value is not understood',
    explain:
      'The server does not know this value. Postfix ends the process, or turns TLS off and defers mail, when it meets one; both look like a fault of the network.',
    fix: 'Use one of the values that the manual lists.',
    source: ['Postfix: postconf(5)'],
  },
  {
    code: 'config-value-without-effect',
    severity: 'low',
    software: ['postfix', 'exchange'],
    title: 'A setting has no effect here',
    explain:
      'The setting belongs to another mode than the one in use: the smtpd_tls_mandatory_… parameters count only where TLS is required, a cipher list only for its grade, a match rule only at the levels that match names. The file looks stricter than the server is.',
    fix: 'Set the parameter that counts in this mode, or take the line out.',
    source: ['Postfix: TLS_README', 'Postfix: postconf(5)'],
  },
  {
    code: 'config-wrong-library',
    severity: 'high',
    software: ['exim'],
    title: 'A setting belongs to the other TLS library',
    explain:
      'Exim is built with OpenSSL or with GnuTLS, and the two take different settings. openssl_options is an error with GnuTLS, so that Exim does not start; an OpenSSL cipher list is no priority string, so that every handshake fails. Debian and Ubuntu build Exim with GnuTLS.',
    fix: 'Look at `exim -bV` for the library, and write the setting in its language.',
    source: ['Exim: specification, chapter 43'],
  },
]
