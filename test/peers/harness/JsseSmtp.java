import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP server with STARTTLS on Java's own TLS (JSSE), with everything enabled that its release still has once nothing is
 * forbidden any more. Run from its source by jsse-server.ts:
 *
 *   java JsseSmtp.java ADDRESS PORT NAME client|server (CHAIN.pem KEY.pem)...
 *
 * where client or server says whose order of suites decides. Keys are RSA or EC in PKCS #8.
 */
public final class JsseSmtp {
  private static final char[] PASSWORD = "none".toCharArray();

  private final String name;
  private final boolean serverDecides;
  private final SSLContext context;

  private JsseSmtp(String name, boolean serverDecides, SSLContext context) {
    this.name = name;
    this.serverDecides = serverDecides;
    this.context = context;
  }

  public static void main(String[] words) throws Exception {
    // Read once, when JSSE is first used. The last lets an ephemeral prime be as short as it was in Java 7: 768 bits.
    for (String list : List.of("jdk.tls.disabledAlgorithms", "jdk.certpath.disabledAlgorithms", "jdk.tls.legacyAlgorithms")) {
      Security.setProperty(list, "");
    }
    System.setProperty("jdk.tls.ephemeralDHKeySize", "legacy");

    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, PASSWORD);
    for (int at = 4; at + 1 < words.length; at += 2) {
      keys.setKeyEntry("key" + at, readKey(words[at + 1]), PASSWORD, readChain(words[at]));
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);

    JsseSmtp smtp = new JsseSmtp(words[2], words[3].equals("server"), context);
    try (ServerSocket listener = new ServerSocket(Integer.parseInt(words[1]), 128, InetAddress.getByName(words[0]))) {
      System.out.println("ready " + System.getProperty("java.version"));
      for (;;) {
        Socket socket = listener.accept();
        Thread thread = new Thread(() -> smtp.serve(socket));
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      say(socket, "220 " + name + " ESMTP");
      if (!converse(socket, false)) return;
      SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setUseCipherSuitesOrder(serverDecides);
      parameters.setProtocols(secure.getSupportedProtocols());
      parameters.setCipherSuites(secure.getSupportedCipherSuites());
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      converse(secure, true);
      secure.close();
    } catch (IOException error) {
      System.out.println((error instanceof SSLException ? "tls: " : "tcp: ") + error.getMessage());
    }
  }

  /** Answers commands; true when the client wants TLS now, false when the conversation is over. */
  private boolean converse(Socket socket, boolean isSecure) throws IOException {
    for (String line = readLine(socket); line != null; line = readLine(socket)) {
      String verb = line.split(" ", 2)[0].toUpperCase();
      switch (verb) {
        case "EHLO" -> say(socket, "250-" + name + "\r\n250 " + (isSecure ? "8BITMIME" : "STARTTLS"));
        case "STARTTLS" -> {
          say(socket, isSecure ? "503 5.5.1 TLS is there" : "220 Ready");
          if (!isSecure) return true;
        }
        case "QUIT" -> {
          say(socket, "221 Bye");
          return false;
        }
        case "NOOP", "RSET" -> say(socket, "250 OK");
        default -> say(socket, "502 5.5.1 Not here");
      }
    }
    return false;
  }

  /** Octet by octet: what follows STARTTLS is TLS and must be left where it is. */
  private static String readLine(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      if (octet == '\n') return line.toString().stripTrailing();
      line.append((char) octet);
    }
    return null;
  }

  private static void say(Socket socket, String lines) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((lines + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static Certificate[] readChain(String file) throws Exception {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return new ArrayList<Certificate>(CertificateFactory.getInstance("X.509").generateCertificates(in))
          .toArray(new Certificate[0]);
    }
  }

  private static PrivateKey readKey(String file) throws Exception {
    String base64 = Files.readString(Path.of(file)).replaceAll("-----.*?-----", "");
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    for (Map.Entry<String, String> kind : Map.of("RSA", "RSA", "EC", "EC").entrySet()) {
      try {
        return KeyFactory.getInstance(kind.getKey()).generatePrivate(encoded);
      } catch (java.security.spec.InvalidKeySpecException other) {
        continue;
      }
    }
    throw new IllegalArgumentException(file + " holds no key of RSA or EC");
  }
}
