/** Mail servers for which a rule may know the exact setting. */
export type Software = 'postfix' | 'exim' | 'exchange' | 'sendmail' | 'opensmtpd'

/**
 * How sure a recognition is.
 *
 * - `certain`: the server names itself, or its name lies in a zone that only this provider has
 * - `likely`: a turn of phrase or an extension that only this program is known for
 * - `possible`: nothing but the shape of what it says
 */
export type Confidence = 'certain' | 'likely' | 'possible'

/** A text that gives a system away. */
export interface Sign {
  /**
   * Where it stands: in the exchanger's name, in the name that the greeting begins with (both in lower case), in the rest of
   * the greeting, in a line of the EHLO reply, or in the list of its keywords.
   */
  readonly in: 'mx-name' | 'greeting-name' | 'greeting' | 'ehlo' | 'extensions'
  readonly pattern: RegExp
  readonly confidence: Confidence
}

/** A mail server program or a provider. */
export interface SystemEntry<Name extends string = SystemName> {
  readonly system: Name
  readonly title: string
  readonly signs: readonly Sign[]
  readonly software: Software | null
  /** Of a provider: what its customers can do about the transport of their incoming mail, in a sentence or two. */
  readonly hosted?: string
}

const says = (pattern: RegExp): Sign => ({ in: 'greeting', pattern, confidence: 'certain' })
const answers = (pattern: RegExp, confidence: Confidence): Sign => ({ in: 'ehlo', pattern, confidence })
const offers = (pattern: RegExp, confidence: Confidence): Sign => ({ in: 'extensions', pattern, confidence })

/** A name below one of the provider's own zones. */
function below(...zones: readonly string[]): Sign {
  const names = zones.map((zone) => zone.replaceAll('.', String.raw`\.`)).join('|')
  return { in: 'mx-name', confidence: 'certain', pattern: new RegExp(String.raw`(?:^|\.)(?:${names})$`) }
}

const ASK = 'The provider sets the versions, suites and certificates of its servers; its support is who to ask.'
const POLICY_IS_YOURS = `${ASK} The records of your own domain, MTA-STS and TLS-RPT among them, are yours to publish.`

/** Programs that an operator runs. A name may be taken out of the greeting, or be put there by somebody else. */
const PROGRAMS = [
  {
    system: 'postfix',
    title: 'Postfix',
    software: 'postfix',
    signs: [says(/\bPostfix\b/i), offers(/\bXFORWARD\b/, 'likely')],
  },
  { system: 'mailcow', title: 'mailcow (Postfix)', software: 'postfix', signs: [says(/\bESMTP Postcow\b/)] },
  {
    system: 'mail-in-a-box',
    title: 'Mail-in-a-Box (Postfix)',
    software: 'postfix',
    signs: [says(/\bHi, I'm a Mail-in-a-Box\b/)],
  },
  { system: 'zimbra', title: 'Zimbra (Postfix)', software: 'postfix', signs: [says(/\bZimbra\b/i)] },
  { system: 'iredmail', title: 'iRedMail (Postfix)', software: 'postfix', signs: [says(/\biRedMail\b/i)] },
  {
    system: 'exim',
    title: 'Exim',
    software: 'exim',
    signs: [says(/\bExim\b/i), offers(/\b(?:X_PIPE_CONNECT|PIPECONNECT|PIPE_CONNECT)\b/, 'likely')],
  },
  {
    system: 'exchange',
    title: 'Exchange',
    software: 'exchange',
    signs: [
      says(/\bMicrosoft ESMTP MAIL Service\b/i),
      offers(/\b(?:X-ANONYMOUSTLS|X-EXPS|XSHADOWREQUEST)\b/, 'likely'),
    ],
  },
  {
    system: 'sendmail',
    title: 'Sendmail',
    software: 'sendmail',
    signs: [says(/\bSendmail\b/i), answers(/\bpleased to meet you\b/, 'possible')],
  },
  { system: 'opensmtpd', title: 'OpenSMTPD', software: 'opensmtpd', signs: [says(/\bOpenSMTPD\b/i)] },
  {
    system: 'qmail',
    title: 'qmail',
    software: null,
    signs: [
      says(/\b(?:net|not|s\/)?qmail\b/i),
      // The original announces these two in this order and nothing else; its TLS patch adds STARTTLS.
      offers(/^(?:STARTTLS )?PIPELINING 8BITMIME$/, 'possible'),
    ],
  },
  {
    system: 'haraka',
    title: 'Haraka',
    software: null,
    signs: [says(/\bHaraka\b/), answers(/\bHaraka is at your service\b/, 'certain')],
  },
  { system: 'stalwart', title: 'Stalwart', software: null, signs: [says(/\bStalwart\b/i)] },
  { system: 'halon', title: 'Halon', software: null, signs: [says(/\bHalon\b/i)] },
  { system: 'powermta', title: 'PowerMTA', software: null, signs: [says(/\bPowerMTA\b/i)] },
  { system: 'mailenable', title: 'MailEnable', software: null, signs: [says(/\bMailEnable\b/i)] },
  { system: 'mdaemon', title: 'MDaemon', software: null, signs: [says(/\bMDaemon\b/i)] },
  { system: 'kerio', title: 'Kerio Connect', software: null, signs: [says(/\bKerio (?:Connect|MailServer)\b/i)] },
  { system: 'communigate', title: 'CommuniGate Pro', software: null, signs: [says(/\bCommuniGate Pro\b/i)] },
  { system: 'icewarp', title: 'IceWarp', software: null, signs: [says(/\bIceWarp\b/i)] },
  { system: 'domino', title: 'Domino', software: null, signs: [says(/\b(?:Lotus|IBM|HCL) Domino\b/i)] },
  { system: 'axigen', title: 'Axigen', software: null, signs: [says(/\bAxigen\b/i)] },
  { system: 'james', title: 'Apache James', software: null, signs: [says(/\bJAMES SMTP Server\b/i)] },
  { system: 'groupwise', title: 'GroupWise', software: null, signs: [says(/\bGroupWise\b/i)] },
] as const satisfies readonly SystemEntry<string>[]

/** Services that run the server for their customers. */
const PROVIDERS = [
  {
    system: 'exchange-online',
    title: 'Exchange Online',
    software: null,
    signs: [
      below('mail.protection.outlook.com', 'mx.microsoft'),
      { ...below('mail.protection.outlook.com', 'mx.microsoft'), in: 'greeting-name' },
    ],
    hosted: `${POLICY_IS_YOURS} DANE is yours to switch on: Enable-DnssecForVerifiedDomain, the new MX record, then Enable-SmtpDaneInbound.`,
  },
  {
    system: 'outlook-consumer',
    title: 'Outlook.com',
    software: null,
    signs: [below('olc.protection.outlook.com')],
    hosted: ASK,
  },
  {
    system: 'google',
    title: 'Google',
    software: null,
    signs: [
      below('google.com', 'googlemail.com', 'psmtp.com'),
      { ...below('mx.google.com'), in: 'greeting-name' },
      answers(/^mx\.google\.com at your service\b/, 'likely'),
    ],
    hosted: `${POLICY_IS_YOURS} DANE cannot be had with its MX names, whose zones are not signed.`,
  },
  { system: 'yahoo', title: 'Yahoo', software: null, signs: [below('yahoodns.net')], hosted: ASK },
  { system: 'icloud', title: 'iCloud', software: null, signs: [below('mail.icloud.com')], hosted: POLICY_IS_YOURS },
  {
    system: 'fastmail',
    title: 'Fastmail',
    software: null,
    signs: [below('messagingengine.com')],
    hosted: POLICY_IS_YOURS,
  },
  { system: 'proton', title: 'Proton Mail', software: null, signs: [below('protonmail.ch')], hosted: POLICY_IS_YOURS },
  { system: 'tuta', title: 'Tuta', software: null, signs: [below('tutanota.de')], hosted: POLICY_IS_YOURS },
  {
    system: 'mailbox-org',
    title: 'mailbox.org',
    software: null,
    signs: [below('mailbox.org')],
    hosted: POLICY_IS_YOURS,
  },
  { system: 'posteo', title: 'Posteo', software: null, signs: [below('posteo.de')], hosted: ASK },
  { system: 'migadu', title: 'Migadu', software: null, signs: [below('migadu.com')], hosted: POLICY_IS_YOURS },
  {
    system: 'united-internet',
    title: 'GMX, WEB.DE and IONOS',
    software: null,
    signs: [
      below('gmx.net', 'web.de', 'kundenserver.de', 'ionos.com', 'ionos.de', 'ionos.co.uk', '1and1.com', '1and1.co.uk'),
      says(/\bNemesis ESMTP Service ready\b/),
    ],
    hosted: POLICY_IS_YOURS,
  },
  { system: 'strato', title: 'Strato', software: null, signs: [below('rzone.de')], hosted: POLICY_IS_YOURS },
  {
    system: 'yandex',
    title: 'Yandex',
    software: null,
    signs: [below('mx.yandex.net', 'mx.yandex.ru'), says(/\bWant to use Yandex\.Mail for your domain\b/)],
    hosted: POLICY_IS_YOURS,
  },
  { system: 'mail-ru', title: 'Mail.ru', software: null, signs: [below('mail.ru')], hosted: POLICY_IS_YOURS },
  { system: 'qq', title: 'QQ Mail', software: null, signs: [below('qq.com')], hosted: POLICY_IS_YOURS },
  { system: 'netease', title: 'NetEase', software: null, signs: [below('netease.com')], hosted: POLICY_IS_YOURS },
  {
    system: 'zoho',
    title: 'Zoho Mail',
    software: null,
    signs: [below('zoho.com', 'zoho.eu', 'zoho.in', 'zoho.com.au', 'zohomail.com')],
    hosted: POLICY_IS_YOURS,
  },
  {
    system: 'amazon',
    title: 'Amazon SES or WorkMail',
    software: null,
    signs: [{ in: 'mx-name', pattern: /^inbound-smtp\.[a-z0-9-]+\.amazonaws\.com$/, confidence: 'certain' }],
    hosted: POLICY_IS_YOURS,
  },
  {
    system: 'cloudflare',
    title: 'Cloudflare Email Routing',
    software: null,
    signs: [below('mx.cloudflare.net')],
    hosted: POLICY_IS_YOURS,
  },
  {
    system: 'proofpoint',
    title: 'Proofpoint',
    software: null,
    signs: [below('pphosted.com', 'ppe-hosted.com')],
    hosted: POLICY_IS_YOURS,
  },
  {
    system: 'mimecast',
    title: 'Mimecast',
    software: null,
    signs: [below('mimecast.com', 'mimecast.co.za', 'mimecast-offshore.com')],
    hosted: POLICY_IS_YOURS,
  },
  {
    system: 'barracuda',
    title: 'Barracuda',
    software: null,
    signs: [below('barracudanetworks.com')],
    hosted: POLICY_IS_YOURS,
  },
  {
    system: 'cisco',
    title: 'Cisco Secure Email',
    software: null,
    signs: [below('iphmx.com')],
    hosted: POLICY_IS_YOURS,
  },
  {
    system: 'messagelabs',
    title: 'Email Security.cloud',
    software: null,
    signs: [below('messagelabs.com')],
    hosted: POLICY_IS_YOURS,
  },
  {
    system: 'trend-micro',
    title: 'Trend Micro',
    software: null,
    signs: [below('tmes.trendmicro.com', 'tmes.trendmicro.eu')],
    hosted: POLICY_IS_YOURS,
  },
  { system: 'sophos', title: 'Sophos', software: null, signs: [below('hydra.sophos.com')], hosted: POLICY_IS_YOURS },
  {
    system: 'hornetsecurity',
    title: 'Hornetsecurity',
    software: null,
    signs: [below('hornetsecurity.com', 'antispameurope.com')],
    hosted: POLICY_IS_YOURS,
  },
  { system: 'rackspace', title: 'Rackspace', software: null, signs: [below('emailsrvr.com')], hosted: POLICY_IS_YOURS },
  { system: 'godaddy', title: 'GoDaddy', software: null, signs: [below('secureserver.net')], hosted: POLICY_IS_YOURS },
  { system: 'ovh', title: 'OVHcloud', software: null, signs: [below('mail.ovh.net')], hosted: POLICY_IS_YOURS },
  { system: 'gandi', title: 'Gandi', software: null, signs: [below('mail.gandi.net')], hosted: POLICY_IS_YOURS },
  {
    system: 'namecheap',
    title: 'Namecheap',
    software: null,
    signs: [below('privateemail.com', 'registrar-servers.com')],
    hosted: POLICY_IS_YOURS,
  },
  { system: 'titan', title: 'Titan', software: null, signs: [below('titan.email')], hosted: POLICY_IS_YOURS },
  { system: 'mailgun', title: 'Mailgun', software: null, signs: [below('mailgun.org')], hosted: POLICY_IS_YOURS },
  { system: 'sendgrid', title: 'SendGrid', software: null, signs: [below('sendgrid.net')], hosted: POLICY_IS_YOURS },
  {
    system: 'forward-email',
    title: 'Forward Email',
    software: null,
    signs: [below('forwardemail.net')],
    hosted: POLICY_IS_YOURS,
  },
  { system: 'improvmx', title: 'ImprovMX', software: null, signs: [below('improvmx.com')], hosted: POLICY_IS_YOURS },
] as const satisfies readonly SystemEntry<string>[]

/** The name of a system that can be recognised. */
export type SystemName = (typeof PROGRAMS)[number]['system'] | (typeof PROVIDERS)[number]['system']

/** Everything that can be recognised, providers first. */
export const SYSTEMS: readonly SystemEntry[] = [...PROVIDERS, ...PROGRAMS]

const bySystem = new Map<string, SystemEntry>(SYSTEMS.map((entry) => [entry.system, entry]))

/** What a provider's customers can do; null for a program. */
export function hostedAdvice(system: SystemName): string | null {
  return bySystem.get(system)?.hosted ?? null
}
