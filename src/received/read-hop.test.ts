import { describe, expect, test } from 'vitest'
import type { Hop, HopTls } from './hop.ts'
import { readHop } from './read-hop.ts'

interface Case {
  readonly name: string
  readonly field: string
  readonly software: string | null
  readonly version?: string
  readonly tls: Partial<HopTls>
  readonly hop?: Partial<Hop>
}

const DATE = 'Tue, 24 Nov 2026 08:00:00 +0000'
const UNKNOWN: Partial<HopTls> = { state: 'unknown', version: null, suite: null }
const PLAIN: Partial<HopTls> = { state: 'plaintext', version: null, suite: null }
const AES256 = 'TLS_AES_256_GCM_SHA384'
const ECDHE256 = 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'

const servers: readonly Case[] = [
  {
    name: 'Postfix with TLS 1.3, a hybrid group and a verified client certificate',
    field: `from mx.example.org (mx.example.org [192.0.2.1])
\t(using TLSv1.3 with cipher TLS_AES_128_GCM_SHA256 (128/128 bits)
\t key-exchange X25519MLKEM768 server-signature ECDSA (prime256v1) server-digest SHA256
\t client-signature ECDSA (prime256v1) client-digest SHA256)
\t(Client CN "mx.example.org", Issuer "R (1)" (verified OK))
\tby mail.example.net (Postfix) with ESMTPS id B78112007E6
\tfor <a@example.net>; ${DATE} (UTC)`,
    software: 'Postfix',
    tls: {
      state: 'encrypted',
      version: 'TLS 1.3',
      suite: 'TLS_AES_128_GCM_SHA256',
      bits: 128,
      group: 'X25519MLKEM768',
      authenticated: true,
      certificate: 'verified',
    },
    hop: { from: 'mx.example.org', address: '192.0.2.1', by: 'mail.example.net', time: '2026-11-24T08:00:00Z' },
  },
  {
    name: 'Postfix with raw public keys',
    field: `from mx.example.org (mx.example.org [IPv6:2001:db8::1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)
 key-exchange X25519 server-signature RSA-PSS (2048 bit raw public key) server-digest SHA256 client-signature ECDSA
 (prime256v1 raw public key) client-digest SHA256) (Client RPK sha256 digest 00:11:22)
 by mail.example.net (Postfix) with ESMTPS id 1; ${DATE}`,
    software: 'Postfix',
    tls: { state: 'encrypted', group: 'x25519', certificate: 'raw-public-key', authenticated: false, bits: 256 },
    hop: { address: '2001:db8::1' },
  },
  {
    name: 'Postfix with TLS 1.2, whose curve stands behind ECDHE',
    field: `from a (a [192.0.2.1]) (using TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)
 key-exchange ECDHE (P-256) server-signature RSA-PSS (2048 bits) server-digest SHA256) (No client certificate requested)
 by b (Postfix) with ESMTPS id 1; ${DATE}`,
    software: 'Postfix',
    tls: { version: 'TLS 1.2', suite: ECDHE256, group: 'secp256r1', certificate: 'none' },
  },
  {
    name: 'Postfix with DHE, which has no named group',
    field: `from a (a [192.0.2.1]) (using TLSv1.2 with cipher DHE-RSA-AES128-SHA (128/128 bits)
 key-exchange DHE (2048 bits) server-signature RSA-PSS (2048 bits)) by b (Postfix) with ESMTPS id 1; ${DATE}`,
    software: 'Postfix',
    tls: { version: 'TLS 1.2', suite: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', group: null, bits: 128 },
  },
  {
    name: 'Postfix with a suite that does not encrypt',
    field: `from a (a [192.0.2.1]) (using TLSv1.2 with cipher NULL-SHA256 (0/0 bits)) by b (Postfix) with ESMTPS id 1; ${DATE}`,
    software: 'Postfix',
    tls: { state: 'plaintext', version: 'TLS 1.2', suite: 'TLS_RSA_WITH_NULL_SHA256' },
  },
  {
    name: 'Postfix without TLS',
    field: `from a (a [192.0.2.1]) by b (Postfix) with ESMTP id 1; ${DATE}`,
    software: 'Postfix',
    tls: PLAIN,
  },
  {
    name: 'Postfix and HELO: SMTP has no S even inside TLS',
    field: `from a (a [192.0.2.1]) by b (Postfix) with SMTP id 1; ${DATE}`,
    software: 'Postfix',
    tls: UNKNOWN,
  },
  {
    name: 'Postfix that hides the client, and TLS with it',
    field: `by b (Postfix) with ESMTPA id 1; ${DATE}`,
    software: 'Postfix',
    tls: { ...UNKNOWN, authenticated: true },
    hop: { from: null, local: false },
  },
  {
    name: 'Postfix and a local user',
    field: `by b (Postfix, from userid 1000) id 1; ${DATE}`,
    software: 'Postfix',
    tls: UNKNOWN,
    hop: { local: true },
  },
  {
    name: 'Exim 4.96 with GnuTLS names a suite of TLS 1.2 in TLS 1.3',
    field: `from a ([192.0.2.1] helo=b) by c with esmtps  (TLS1.3) tls TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
 (Exim 4.96) (envelope-from <a@example.org>) id 1w3FbH-0016Ev-3D; ${DATE}`,
    software: 'Exim',
    version: '4.96',
    tls: { state: 'encrypted', version: 'TLS 1.3', suite: AES256, raw: `(TLS1.3) tls ${ECDHE256}` },
    hop: { with: 'ESMTPS' },
  },
  {
    name: 'Exim with OpenSSL',
    field: `from a ([192.0.2.1]) by c with esmtpsa (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.98.2)
 id 1wfJcc-00000006yLj-3jeO; ${DATE}`,
    software: 'Exim',
    version: '4.98.2',
    tls: { version: 'TLS 1.3', suite: AES256, authenticated: true },
  },
  {
    name: 'Exim 4.71, which counted a key in bytes',
    field: `from a ([192.0.2.1]:48354) by c with esmtps (TLS1.0:DHE_RSA_AES_256_CBC_SHA1:32) (Exim 4.71) id 1hnIIW-0005sF-W7; ${DATE}`,
    software: 'Exim',
    tls: { version: 'TLS 1.0', suite: 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', bits: 256 },
  },
  {
    name: 'Exim without TLS',
    field: `from [192.0.2.1] (helo=mail.example.org) by c with esmtp (Exim 4.90_1) id 1iAhbv-009T6A-7C; ${DATE}`,
    software: 'Exim',
    tls: PLAIN,
    hop: { address: '192.0.2.1' },
  },
  {
    name: 'Exim and a local user',
    field: `from ben by deadeye with local (Exim 4.98.2) id 1uQwQV-001p3c-1A; ${DATE}`,
    software: 'Exim',
    tls: UNKNOWN,
    hop: { local: true },
  },
  {
    name: 'Sendmail with OpenSSL of old',
    field: `from a (a [192.0.2.1]) by b (8.14.5/8.14.5) with ESMTP id 15O5Xbw9027551
 (version=TLSv1/SSLv3 cipher=AES256-SHA bits=256 verify=FAIL); ${DATE}`,
    software: 'Sendmail',
    version: '8.14.5',
    tls: { version: null, suite: 'TLS_RSA_WITH_AES_256_CBC_SHA', bits: 256, certificate: 'unverified' },
  },
  {
    name: 'Sendmail with a suite that only TLS 1.2 has',
    field: `from a (a [192.0.2.1]) by b (8.14.9/8.14.9) with ESMTP id 1
 (version=TLSv1/SSLv3 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256 verify=OK); ${DATE}`,
    software: 'Sendmail',
    tls: { version: 'TLS 1.2', suite: ECDHE256, certificate: 'verified', authenticated: true },
  },
  {
    name: 'Sendmail without TLS',
    field: `from a (a [192.0.2.1]) by b (8.13.8/8.13.8) with ESMTP id m6OGd7Y9028562 for <c@example.org>; ${DATE}`,
    software: 'Sendmail',
    tls: PLAIN,
  },
  {
    name: 'Google inside: no sender, no verdict',
    field: `by 2002:a05:6402:1a:b0:1a with SMTP id 4fb4d7f45d1cf-602c3f113bbso2941473a12.0 for <a@example.org>; ${DATE}`,
    software: null,
    tls: UNKNOWN,
  },
  {
    name: 'Google without TLS',
    field: `from mx.example.org (mx.example.org. [192.0.2.1]) by mx.google.com with ESMTP id
 a1si1234567wrx.10.2026.11.24.00.00.00 for <a@gmail.com>; ${DATE}`,
    software: 'Google',
    tls: PLAIN,
  },
  {
    name: 'Exchange without TLS',
    field: `from a (192.0.2.1) by b (192.0.2.2) with Microsoft SMTP Server id 8.1.240.5; ${DATE}`,
    software: 'Microsoft Exchange',
    version: '8.1.240.5',
    tls: PLAIN,
  },
  {
    name: 'Exchange whose version somebody took for an address',
    field: `from a (192.0.2.1) by b (192.0.2.2) with Microsoft SMTP Server (TLS) id 192.0.2.54; ${DATE}`,
    software: 'Microsoft Exchange',
    tls: { state: 'encrypted', version: null },
    hop: { softwareVersion: null },
  },
  {
    name: 'Exchange from web mail',
    field: `from AM0PR01MB0001.example.com (2001:db8::1) by AM0PR01MB0002.example.com with HTTPS; ${DATE}`,
    software: null,
    tls: { state: 'encrypted' },
  },
  {
    name: 'SMTP service of Windows, which says nothing about TLS',
    field: `from a ([192.0.2.1]) by b with Microsoft SMTPSVC(6.0.3790.4675); ${DATE}`,
    software: 'Microsoft Exchange',
    tls: UNKNOWN,
  },
  {
    name: 'qmail with the TLS patch',
    field: `from a (HELO b) (192.0.2.1) by c (qpsmtpd/0.94) with (TLS_AES_256_GCM_SHA384 encrypted) ESMTPS; ${DATE}`,
    software: 'qmail',
    tls: { state: 'encrypted', version: 'TLS 1.3', suite: AES256 },
    hop: { with: 'ESMTPS' },
  },
  {
    name: 'qmail without the patch may be behind a wrapper',
    field: `from unknown (HELO mail.example.org) (192.0.2.1) by b with SMTP; 24 Nov 2026 08:00:00 -0000`,
    software: 'qmail',
    tls: UNKNOWN,
    hop: { from: 'mail.example.org', with: 'SMTP', time: '2026-11-24T08:00:00Z' },
  },
  {
    name: 'the queue of qmail',
    field: `(qmail 389861 invoked by uid 111); 24 Nov 2026 08:00:00 -0000`,
    software: 'qmail',
    tls: UNKNOWN,
    hop: { from: null, by: null, local: true },
  },
  {
    name: 'Courier with TLS 1.3',
    field: `from a (a [::ffff:192.0.2.1]) (TLS: TLSv1.3,256bits,TLS_AES_256_GCM_SHA384) by b with ESMTPS
 id 00000000000A0001.000000005F0A0B0C.00001111; ${DATE}`,
    software: 'Courier',
    tls: { version: 'TLS 1.3', suite: AES256, bits: 256 },
    hop: { address: '::ffff:192.0.2.1' },
  },
  {
    name: 'Courier without TLS',
    field: `from a (a [192.0.2.1]) by b with smtp id 00000000000A0001.000000005F0A0B0C.00001111; ${DATE}`,
    software: 'Courier',
    tls: PLAIN,
  },
  {
    name: 'OpenSMTPD',
    field: `\n\tby mail (OpenSMTPD) with ESMTPSA id 78e0e40f (TLSv1.3:TLS_AES_256_GCM_SHA384:256:NO);\n\t${DATE} (UTC)`,
    software: 'OpenSMTPD',
    tls: { version: 'TLS 1.3', suite: AES256, bits: 256, certificate: 'none', authenticated: true },
  },
  {
    name: 'OpenSMTPD with the names of LibreSSL',
    field: `from a (a [192.0.2.1]) by b (OpenSMTPD) with ESMTPS id 2e60c24e (TLSv1.3:AEAD-AES256-GCM-SHA384:256:YES); ${DATE}`,
    software: 'OpenSMTPD',
    tls: { version: 'TLS 1.3', suite: AES256, certificate: 'verified', authenticated: true },
  },
  {
    name: 'OpenSMTPD of old',
    field: `from a (a [192.0.2.1]) by b (OpenSMTPD) with ESMTPS id 2e60c24e
 TLS version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256 verify=NO for <a@example.org>; ${DATE}`,
    software: 'OpenSMTPD',
    tls: { version: 'TLS 1.2', suite: ECDHE256, bits: 256, certificate: 'none' },
  },
  {
    name: 'Stalwart with the names of rustls',
    field: `from a (a [192.0.2.1] (AS64500 EXAMPLE, DE)) (using TLSv1_3 with cipher TLS13_AES_256_GCM_SHA384)
 by b (Stalwart SMTP) with ESMTPS id 1A2B3C; ${DATE}`,
    software: 'Stalwart',
    tls: { version: 'TLS 1.3', suite: AES256 },
  },
  {
    name: 'mox',
    field: `from a ([192.0.2.1]) by b ([192.0.2.2]) via tcp with ESMTPS id BoOKs2Zb (TLS1.3 TLS_AES_128_GCM_SHA256) for <a@b>; ${DATE}`,
    software: 'mox',
    tls: { version: 'TLS 1.3', suite: 'TLS_AES_128_GCM_SHA256' },
  },
  {
    name: 'Haraka, whose version word is the oldest of the suite',
    field: `from a (a [192.0.2.1]) by b (Haraka/3.0.3) with ESMTPS id 1
 (version=TLSv1.0 cipher=ECDHE-RSA-AES256-SHA verify=NO); ${DATE}`,
    software: 'Haraka',
    version: '3.0.3',
    tls: { version: null, suite: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA' },
  },
  {
    name: 'Haraka from 2.8.28 on, with the suite behind the envelope',
    field: `from a (a [192.0.2.1]) by b (Haraka/3.0.3) with ESMTPSA id 1D5483B0-3E00-4280-A961-3AFD2017B4FC.1
 envelope-from <a@example.org> tls TLS_AES_256_GCM_SHA384 (authenticated bits=0); ${DATE}`,
    software: 'Haraka',
    version: '3.0.3',
    tls: { state: 'encrypted', version: 'TLS 1.3', suite: AES256, authenticated: true, raw: `tls ${AES256}` },
  },
  {
    name: 'Haraka, which writes FAIL also without a certificate',
    field: `from a (a [192.0.2.1]) by b (Haraka/2.8.16) with ESMTPS id 1
 (version=TLSv1/SSLv3 cipher=ECDHE-RSA-AES256-GCM-SHA384 verify=FAIL); ${DATE}`,
    software: 'Haraka',
    version: '2.8.16',
    tls: { version: 'TLS 1.2', suite: ECDHE256, certificate: 'unknown', authenticated: false },
  },
  {
    name: 'Cisco',
    field: `from unknown (HELO mail.example.org) ([192.0.2.1]) by b with ESMTP/TLS/AES256-SHA256; 24 Nov 2026 00:00:00 -0800`,
    software: 'Cisco Secure Email',
    tls: { state: 'encrypted', version: 'TLS 1.2', suite: 'TLS_RSA_WITH_AES_256_CBC_SHA256' },
    hop: { from: 'mail.example.org', address: '192.0.2.1', with: 'ESMTP', time: '2026-11-24T08:00:00Z' },
  },
  {
    name: 'Halon',
    field: `from a (a [192.0.2.1]) by b (Halon) with ESMTPS id 308f6e8f-569f-11ec-a5e1-b9374ead2679; ${DATE}`,
    software: 'Halon',
    tls: { state: 'encrypted', version: null, suite: null },
  },
  {
    name: 'Oracle',
    field: `from a (a [192.0.2.1]) by b (Oracle Communications Messaging Server 8.1.0.9.20210415 64bit (built Apr 15
 2021)) with ESMTPS id <0QZR00ENTOWHZZ10@b>; ${DATE}`,
    software: 'Oracle Communications Messaging Server',
    version: '8.1.0.9.20210415',
    tls: { state: 'encrypted', version: null },
  },
  {
    name: 'CommuniGate Pro',
    field: `from [192.0.2.1] (account a@example.org HELO [192.0.2.9]) by b (CommuniGate Pro SMTP 6.3.19) with ESMTPSA id 1; ${DATE}`,
    software: 'CommuniGate Pro',
    version: '6.3.19',
    tls: { state: 'encrypted', authenticated: true },
  },
  {
    name: 'CommuniGate Pro without TLS',
    field: `from [192.0.2.1] (HELO elite.example.org) by b (CommuniGate Pro SMTP 6.1.2) with ESMTP id 650626433; ${DATE}`,
    software: 'CommuniGate Pro',
    tls: PLAIN,
  },
  {
    name: 'IceWarp',
    field: `from a ([192.0.2.1]) by b (IceWarp 11.3.0.4 RHEL6 x64) with ASMTP (SSL) id 201907161553256154; ${DATE}`,
    software: 'IceWarp',
    version: '11.3.0.4',
    tls: { state: 'encrypted', authenticated: true, raw: 'SSL' },
  },
  {
    name: 'IceWarp that says nothing',
    field: `from a ([192.0.2.1]) by b (IceWarp 11.3.0.4 RHEL6 x64) with ESMTP id 201907161553256154; ${DATE}`,
    software: 'IceWarp',
    tls: UNKNOWN,
  },
  {
    name: 'MDaemon',
    field: `from a by b (Cipher TLSv1:RC4-MD5:128) (MDaemon PRO v10.1.1) with ESMTP id md50001457148.msg; ${DATE}`,
    software: 'MDaemon',
    version: '10.1.1',
    tls: { state: 'encrypted', version: 'TLS 1.0', suite: 'TLS_RSA_WITH_RC4_128_MD5', bits: 128 },
  },
  {
    name: 'Zimbra, from its proxy to its mailbox',
    field: `from zimbra.example.org (LHLO zimbra.example.org) (192.0.2.1) by zimbra.example.org with LMTP; ${DATE}`,
    software: 'Zimbra',
    tls: UNKNOWN,
  },
  {
    name: 'Strato',
    field: `from lenov17.lan by smtp.strato.de (RZmta 55.0.1 AUTH) with ESMTPSA id Kba96d24KCF0LFG
\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256 bits)) (Client did not present a certificate); ${DATE}`,
    software: 'Strato',
    version: '55.0.1',
    tls: { version: 'TLS 1.3', suite: AES256, bits: 256, certificate: 'none', authenticated: true },
  },
  {
    name: 'Strato with a curve',
    field: `from a by smtp.strato.de (RZmta 49.3.1 DYNA|AUTH) with ESMTPSA id R24ce1z2LKe5KrW
 (using TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (curve X9_62_prime256v1 with 256 ECDH bits, eq. 3072 bits RSA))
 (Client did not present a certificate); ${DATE}`,
    software: 'Strato',
    tls: { version: 'TLS 1.2', suite: ECDHE256, group: 'secp256r1', bits: null },
  },
  {
    name: 'GMX',
    field: `from client.hidden.invalid by mail.gmx.net (mrgmx005 [192.0.2.190]) with ESMTPSA (Nemesis) id 1MAwXr; ${DATE}`,
    software: 'GMX',
    tls: { state: 'encrypted', version: null, authenticated: true },
  },
  {
    name: 'Yahoo',
    field: `from 127.0.0.1 (EHLO mx.example.org) (192.0.2.1) by atlas101.bf2.yahoo.com with SMTPs
 (version=TLS1_2 cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384); ${DATE}`,
    software: 'Yahoo',
    tls: { version: 'TLS 1.2', suite: ECDHE256 },
    hop: { address: '192.0.2.1', local: false },
  },
  {
    name: 'Amazon SES',
    field: `from a (a [192.0.2.1]) by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc123 for a@example.org; ${DATE}`,
    software: 'Amazon SES',
    tls: UNKNOWN,
  },
  {
    name: 'Proton, a Postfix',
    field: `from a (a [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519
 server-signature RSA-PSS (4096 bits) server-digest SHA256) (No client certificate requested)
 by mailin004.protonmail.ch (Postfix) with ESMTPS id 4AbC for <a@proton.me>; ${DATE}`,
    software: 'Postfix',
    tls: { version: 'TLS 1.3', group: 'x25519', bits: 256 },
  },
  {
    name: 'ZMailer, which nobody here knows',
    field: `from mout.example.org ([192.0.2.1]:63944 "EHLO mout.example.org" rhost-flags-OK-OK-OK-OK) by b with ESMTP id S1751742; ${DATE}`,
    software: null,
    tls: UNKNOWN,
  },
  {
    name: 'TLS in words that nobody understands',
    field: `from a (192.0.2.1) by b (192.0.2.2) with Microsoft SMTP Server (TLS version 1.2, cipher unknown) id 15.2.1; ${DATE}`,
    software: 'Microsoft Exchange',
    tls: UNKNOWN,
  },
  {
    name: 'a suite that does not exist',
    field: `from a (a [192.0.2.1]) (using TLSv1.2 with cipher ECDHE-RSA-AES512-XYZ (512/512 bits)) by b (Postfix) with ESMTPS id 1; ${DATE}`,
    software: 'Postfix',
    tls: { state: 'encrypted', version: 'TLS 1.2', suite: null, opensslName: null },
  },
]

describe('readHop', () => {
  test.each(servers)('$name', ({ field, software, version, tls, hop }) => {
    const read = readHop(field)
    expect(read).toMatchObject({ software, tls, ...hop })
    if (version !== undefined) expect(read.softwareVersion).toBe(version)
  })

  const hostile = [
    { name: 'a HELO name with pairs', field: `from unknown (HELO version=TLS1_3) (192.0.2.1) by b with SMTP; ${DATE}` },
    {
      name: 'a name that is pairs',
      field: `from version=TLS1_3,cipher=AES128-SHA (a [192.0.2.1]) by b (8.17.1/8.17.1) with ESMTP id 1; ${DATE}`,
    },
    {
      name: 'a client that calls itself TLS',
      field: `from TLS (TLS) ([192.0.2.1]) by b (Exim 4.96) with esmtp id 1; ${DATE}`,
    },
    {
      name: 'a client whose name is a comment',
      field: `from (version=TLSv1.3,cipher=TLS_AES_256_GCM_SHA384) (a [192.0.2.1]) by b (Postfix) with ESMTP id 1; ${DATE}`,
    },
    {
      name: 'a client whose name ends in a comment',
      field: `from a(TLSv1.3:TLS_AES_256_GCM_SHA384:256) (a [192.0.2.1]) by b (8.17.1/8.17.1) with ESMTP id 1; ${DATE}`,
    },
    {
      name: 'the same without an address',
      field: `from (TLSv1.3:TLS_AES_256_GCM_SHA384:256) by b with ESMTP id 1; ${DATE}`,
    },
    {
      name: 'an envelope with words of Haraka',
      field: `from a ([192.0.2.1]) by b (Haraka/3.0.3) with ESMTP id 1 envelope-from <"a tls ${AES256} "@b>; ${DATE}`,
    },
    {
      name: 'an envelope with pairs',
      field: `from a ([192.0.2.1]) by b with esmtp (Exim 4.96) (envelope-from <version=TLS1@a>) id 1; ${DATE}`,
    },
    {
      name: 'a recipient with pairs',
      field: `from a (a [192.0.2.1]) by b (Postfix) with ESMTP id 1 for <TLS version=TLSv1.3@b>; ${DATE}`,
    },
  ]

  test.each(hostile)('is not told of TLS by the client: $name', ({ field }) => {
    expect(readHop(field).tls.state).not.toBe('encrypted')
  })

  test('nor of a log-in, while the server’s own word counts, a certificate for an address too', () => {
    const own = '(Authenticated sender: x) (Client CN "192.0.2.7", Issuer "y" (verified OK))'
    const field = (name: string, more: string): string =>
      `from ${name} (a [192.0.2.1]) ${more} by b (Postfix) with ESMTP id 1; ${DATE}`
    expect(readHop(field('(authenticated)', '')).tls.authenticated).toBe(false)
    expect(readHop(field('[192.0.2.9]', own)).tls.authenticated).toBe(true)
  })

  test.each([
    '',
    ' ',
    '(',
    ')',
    ';',
    ';;;',
    'from',
    'from by with id for;',
    '((((',
    '\\',
    '(\\',
    '"',
    '\u0000',
    '\ud800',
  ])('makes nothing of %j', (field) => {
    expect(readHop(field)).toMatchObject({ address: null, time: null, tls: { state: 'unknown', raw: null } })
  })
})
