import type { LabDomain } from '../lab-domain.ts'
import { type Published, policyText, publishing, REPORTS, serve } from './policy-domain.ts'

/** Domains that report, and differ in their MTA-STS policy. The first exchanger of each is `mx1` and has a good certificate. */
function mtaSts(
  name: string,
  octet: number,
  teaches: string,
  published: Published,
  expects: readonly string[],
): LabDomain {
  return publishing(`mta-sts-${name}`, octet, teaches, { tlsRpt: [REPORTS], ...published }, expects)
}

const mx = (name: string): readonly string[] => [`mx1.mta-sts-${name}.lab`]

/** Nothing is protected, and there is no DANE either. */
const BARE = ['dane-missing', 'protection-none']

/** MTA-STS policies, and what goes wrong with them. */
export const MTA_STS_DOMAINS: readonly LabDomain[] = [
  mtaSts(
    'enforce',
    130,
    'an enforced MTA-STS policy and no DANE: protected from the second message on',
    { policy: serve(policyText('enforce', mx('enforce'))) },
    ['dane-missing', 'protection-first-use-only'],
  ),
  mtaSts(
    'testing',
    131,
    'its policy is in the mode testing, which protects nobody',
    { policy: serve(policyText('testing', mx('testing'))) },
    [...BARE, 'mta-sts-mode-testing'],
  ),
  mtaSts(
    'none',
    132,
    'withdraws its policy by the mode none, as one should',
    { policy: serve(policyText('none', [], 86_400)) },
    [...BARE, 'mta-sts-mode-none'],
  ),
  mtaSts(
    'expired-cert',
    133,
    'the certificate of its policy host has expired: nobody gets the policy any more',
    { policy: serve(policyText('enforce', mx('expired-cert'))), policyCertificate: { fromDay: -90, toDay: -2 } },
    [...BARE, 'mta-sts-policy-certificate'],
  ),
  mtaSts(
    'wrong-name',
    134,
    'its policy host has the certificate of its web server',
    {
      policy: serve(policyText('enforce', mx('wrong-name'))),
      policyCertificate: { names: ['www.mta-sts-wrong-name.lab'] },
    },
    [...BARE, 'mta-sts-policy-certificate'],
  ),
  mtaSts(
    'redirect',
    135,
    'its policy host redirects to the web site, which senders must not follow',
    { policy: { kind: 'redirect', location: 'https://www.mta-sts-redirect.lab/mta-sts.txt' } },
    [...BARE, 'mta-sts-policy-redirect'],
  ),
  mtaSts('404', 136, 'announces a policy that is not there', { policy: { kind: 'status', status: 404 } }, [
    ...BARE,
    'mta-sts-policy-status',
  ]),
  mtaSts(
    'html',
    137,
    'its policy host gives a page of HTML for everything it does not have',
    {
      policy: {
        kind: 'policy',
        texts: ['<!DOCTYPE html><html><body>Welcome</body></html>\n'],
        contentType: 'text/html',
      },
    },
    [...BARE, 'mta-sts-policy-media-type'],
  ),
  mtaSts('huge', 138, 'its policy is ten megabytes long', { policy: { kind: 'huge', bytes: 10_000_000 } }, [
    ...BARE,
    'mta-sts-policy-invalid',
  ]),
  mtaSts(
    'slow',
    139,
    'its policy host sends an octet a second',
    { policy: { kind: 'trickle', pauseMilliseconds: 1_000 } },
    [...BARE, 'mta-sts-policy-unreachable'],
  ),
  mtaSts('reset', 140, 'its policy host hangs up on whoever asks', { policy: { kind: 'reset' } }, [
    ...BARE,
    'mta-sts-policy-unreachable',
  ]),
  mtaSts(
    'mx-mismatch',
    141,
    'its enforced policy names another exchanger: senders that hold it deliver nothing',
    { policy: serve(policyText('enforce', ['mx.old-provider.lab'])) },
    [...BARE, 'mta-sts-enforce-breaks-delivery', 'mta-sts-mx-not-covered', 'mta-sts-pattern-unused'],
  ),
  mtaSts(
    'multiple-records',
    142,
    'publishes two records, which is as good as none',
    { mtaSts: ['v=STSv1; id=1', 'v=STSv1; id=2'], policy: serve(policyText('enforce', mx('multiple-records'))) },
    [...BARE, 'mta-sts-records-multiple'],
  ),
  mtaSts(
    'bad-id',
    143,
    'the id of its record contains hyphens',
    { mtaSts: ['v=STSv1; id=2026-11-24'], policy: serve(policyText('enforce', mx('bad-id'))) },
    [...BARE, 'mta-sts-record-invalid'],
  ),
  mtaSts(
    'nmx',
    144,
    'writes nmx where mx should stand, so that the policy names nobody',
    { policy: serve('version: STSv1\r\nmode: enforce\r\nnmx: mx1.mta-sts-nmx.lab\r\nmax_age: 31557600\r\n') },
    [...BARE, 'mta-sts-policy-invalid'],
  ),
  mtaSts(
    'id-unchanged',
    145,
    'changes its policy and keeps the id: seen by whoever looks twice',
    {
      policy: {
        kind: 'policy',
        texts: [policyText('testing', mx('id-unchanged')), policyText('enforce', mx('id-unchanged'))],
      },
    },
    [...BARE, 'mta-sts-mode-testing'],
  ),
  mtaSts(
    'cname-hosted',
    146,
    'lets a provider serve its policy, by an alias',
    { policy: serve(policyText('enforce', mx('cname-hosted'))), policyAlias: 'policies' },
    ['dane-missing', 'protection-first-use-only'],
  ),
  mtaSts(
    'max-age-short',
    147,
    'enforces a policy for an hour at a time',
    { policy: serve(policyText('enforce', mx('max-age-short'), 3_600)) },
    ['dane-missing', 'mta-sts-max-age-short', 'protection-first-use-only'],
  ),
  mtaSts(
    'untrusted-mx',
    148,
    'enforces a policy that its own mail server does not fulfil: mail is being lost',
    {
      policy: serve(policyText('enforce', mx('untrusted-mx'))),
      certificate: { issuer: 'untrusted' },
    },
    [...BARE, 'cert-untrusted', 'mta-sts-enforce-breaks-delivery'],
  ),
]
