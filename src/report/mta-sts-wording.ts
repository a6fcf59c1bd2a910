import type {
  ExaminationCode,
  PolicyErrorCode,
  PolicyWarningCode,
  RecordErrorCode,
  RecordWarningCode,
} from '../facts/mta-sts-facts.ts'

/** What can be wrong with, or odd about, a record or a policy, or how they were given. */
export type MtaStsIssueCode =
  | RecordErrorCode
  | RecordWarningCode
  | PolicyErrorCode
  | PolicyWarningCode
  | 'records-multiple'
  | 'policy-media-type'

/** Each issue as a plain sentence without its full stop. */
export const MTA_STS_ISSUE_WORDS: Readonly<Record<MtaStsIssueCode, string>> = {
  'records-multiple': 'several records begin with v=STSv1; and senders must then act as if there were none',
  'record-begin': 'the record does not begin with v=STSv1; in exactly these letters',
  'record-not-ascii': 'there are other characters than those of ASCII',
  'record-field-empty': 'two semicolons stand together',
  'record-field-malformed': 'a field has no equals sign',
  'record-name-invalid': 'the name of a field has other characters than letters, digits, _ - . or more than 32 of them',
  'record-value-invalid': 'the value of a field is empty, or has a blank or an equals sign in it',
  'record-id-missing': 'the id is missing',
  'record-id-invalid': 'the id must have 1 to 32 letters and digits, and nothing else',
  'record-blank-at-end': 'a blank stands at the end, where only a semicolon may have blanks around it',
  'record-blank-in-begin': 'a blank stands between v=STSv1 and the semicolon; some senders discard such a record',
  'record-field-duplicate': 'a field stands more than once; the first one counts',
  'record-field-unknown': 'a field that RFC 8461 does not define; senders pass over it',
  'policy-media-type': 'the media type must be text/plain',
  'policy-html': 'this is a web page and no policy',
  'policy-byte-order-mark': 'a byte order mark stands at the beginning; save the file without one',
  'policy-line-blank': 'a blank line; every line must be a key and a value',
  'policy-line-malformed': 'a line has no colon',
  'policy-key-invalid': 'a key has other characters than letters, digits, _ - . or a blank before or behind it',
  'policy-value-empty': 'a key has no value',
  'policy-value-invalid': 'a value has control characters in it, or is not UTF-8',
  'policy-version-missing': 'version: STSv1 is missing',
  'policy-version-invalid': 'the version must be STSv1',
  'policy-mode-missing': 'the mode is missing',
  'policy-mode-invalid': 'the mode must be enforce, testing or none',
  'policy-max-age-missing': 'max_age is missing',
  'policy-max-age-invalid': 'max_age must be a number of seconds, of 1 to 10 digits',
  'policy-max-age-too-large': 'max_age may be 31557600 seconds at most, which is a year',
  'policy-mx-missing': 'mx is missing, which may be left out only when the mode is none',
  'policy-mx-invalid':
    'not a host name in A-labels without a final dot, nor *. and such a name; one host stands in each line',
  'policy-max-age-under-a-day': 'max_age is less than a day: an attacker need not hold out for longer',
  'policy-max-age-under-four-weeks':
    'max_age is less than four weeks; the longer, the less an attacker gains by waiting',
  'policy-mx-address': 'an address, which no MX record can name',
  'policy-mx-duplicate': 'the same host is named twice',
  'policy-key-duplicate': 'a key stands more than once; the first one counts',
  'policy-key-unknown': 'a key that RFC 8461 does not define; senders pass over it',
  'policy-key-misspelt': 'senders pass over this key; version, mode, mx or max_age may be meant',
}

/** Each finding of a check as a plain sentence without its full stop. */
export const MTA_STS_FINDING_WORDS: Readonly<Record<ExaminationCode, string>> = {
  'mta-sts-missing': 'there is no MTA-STS record',
  'mta-sts-record-invalid': 'the record breaks the format, so that senders discard it',
  'mta-sts-records-multiple': 'there are several records, so that senders discard them all',
  'mta-sts-policy-unreachable': 'the policy cannot be fetched',
  'mta-sts-policy-status': 'the policy host does not answer 200',
  'mta-sts-policy-redirect': 'the policy host redirects, and senders must not follow',
  'mta-sts-policy-media-type': 'the policy is not served as text/plain',
  'mta-sts-policy-certificate': 'the certificate of the policy host is not accepted',
  'mta-sts-policy-invalid': 'the policy breaks the format, so that senders discard it',
  'mta-sts-mode-none': 'the policy withdraws MTA-STS: nothing is enforced',
  'mta-sts-mode-testing': 'the policy is tested: failures are reported, and mail is delivered all the same',
  'mta-sts-max-age-short': 'the policy is kept for less than four weeks',
  'mta-sts-mx-not-covered': 'no pattern of the policy matches this exchanger',
  'mta-sts-pattern-unused': 'this pattern matches no exchanger',
}
