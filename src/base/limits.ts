/** Limits of time and size, in one place because a reader of the code looks for them together. */

/** A TCP connection must stand within this time. RFC 5321 section 4.5.3.2 gives no value; kernels retry a SYN at 1, 3 and 7 s. */
export const CONNECT_MILLISECONDS = 10_000

/** The greeting may take long: postscreen waits 6 s, Sendmail's greet_pause up to 20 s. RFC 5321 section 4.5.3.2.1 allows 5 minutes. */
export const BANNER_MILLISECONDS = 30_000

/** One SMTP reply after the greeting. */
export const REPLY_MILLISECONDS = 20_000

/** The farewell. It is a courtesy, so nobody waits long for it. */
export const QUIT_MILLISECONDS = 3_000

/** One flight of TLS messages. */
export const TLS_MILLISECONDS = 15_000

/** A reply line: RFC 5321 section 4.5.3.1.5 says 512 octets; real servers send more. */
export const REPLY_LINE_BYTES = 2_048

/** Lines of one reply. EHLO answers of real servers have fewer than 30. */
export const REPLY_LINES = 100

/** A TLS handshake message we are ready to hold. Chains of 20 certificates stay far below. */
export const HANDSHAKE_MESSAGE_BYTES = 131_072

/** All bytes of one flight of a server, records included. */
export const FLIGHT_BYTES = 262_144

/** A TLS record's fragment: 2^14 plus the 2048 that RFC 5246 section 6.2.3 allows. */
export const RECORD_BYTES: number = 16_384 + 2_048

/** Certificates of one chain that are kept. */
export const CHAIN_CERTIFICATES = 20

/** Stapled OCSP responses of one server that are kept: it has as many as certificates, unless it makes a new one each time. */
export const STAPLES = 8

/** Exchangers of one domain that are surveyed; further ones are reported as not asked. */
export const EXCHANGERS = 20

/** Addresses of one exchanger that are surveyed. */
export const ADDRESSES_PER_EXCHANGER = 8

/** Names that are asked for CAA records on the way up from one host. Names of mail servers have three or four labels. */
export const CAA_CLIMB = 16

/** Characters of a peer's text that are kept in a fact. */
export const TEXT_CHARACTERS = 2_048
