// A web server on this machine that publishes a client ID metadata document, with a certificate that our servers trust.
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { KEYTOOL, run, TMP } from './steps.mjs';

const PASSWORD = 'interop';

/** Resolves to the document's URL, the options for a JVM that trusts the certificate, and a function that stops the server. */
export async function publish(document) {
  const folder = mkdtempSync(join(TMP, 'web-'));
  const [key, certificate, trusted] = ['key.p12', 'certificate.pem', 'trusted.p12'].map(name => join(folder, name));
  const store = file => ['-storetype', 'PKCS12', '-keystore', file, '-storepass', PASSWORD];
  run(KEYTOOL, ['-genkeypair', '-alias', 'web', '-keyalg', 'RSA', '-dname', 'CN=localhost', '-ext', 'san=dns:localhost', ...store(key)]);
  run(KEYTOOL, ['-exportcert', '-alias', 'web', '-rfc', '-file', certificate, ...store(key)]);
  run(KEYTOOL, ['-importcert', '-alias', 'web', '-noprompt', '-file', certificate, ...store(trusted)]);

  let json;
  const server = createServer({ pfx: readFileSync(key), passphrase: PASSWORD }, (request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.setHeader('Connection', 'close');
    response.end(json);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `https://localhost:${server.address().port}/client.json`;
  json = JSON.stringify({ client_id: url, ...document });
  return {
    url,
    jvmOptions: [`-Djavax.net.ssl.trustStore=${trusted}`, `-Djavax.net.ssl.trustStorePassword=${PASSWORD}`],
    close: () => server.close()
  };
}
