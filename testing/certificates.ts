/** X.509 certificates for tests, made here so that they need no program. RFC 5280, no more of it than TLS wants. */
import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';

interface Certificate {
  /** PEM texts. */
  key: string;
  cert: string;
  name: string;
  privateKey: KeyObject;
}

export interface CertificateOptions {
  /** DNS names and IPv4 addresses that it is for; none makes it a certificate authority. */
  hosts?: string[];
  /** Of its owner; the first host unless given. */
  name?: string;
  /** Who signs it; itself unless given. */
  issuer?: Certificate | undefined;
  /** True when its time is over. */
  expired?: boolean;
}

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const dayMs = 86_400_000;

export function certificate({
  hosts = [],
  name = hosts[0] ?? 'Test Authority',
  issuer,
  expired,
}: CertificateOptions = {}): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const from = Date.now() - 3 * dayMs;
  const to = Date.now() + (expired === true ? -dayMs : dayMs);
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ecdsaWithSha256,
    distinguishedName(issuer?.name ?? name),
    sequence(time(from), time(to)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(hosts.length === 0 ? authority() : subjectAltName(hosts))),
  );
  const signature = createSign('sha256')
    .update(signed)
    .sign(issuer?.privateKey ?? privateKey);
  const whole = sequence(signed, ecdsaWithSha256, der(0x03, Buffer.of(0), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    name,
    privateKey,
  };
}

function authority(): Buffer {
  return sequence(oid('551d13'), der(0x01, Buffer.of(0xff)), octets(sequence(der(0x01, Buffer.of(0xff)))));
}

function subjectAltName(hosts: string[]): Buffer {
  const names = hosts.map((host) =>
    isIP(host) === 4 ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  );
  return sequence(oid('551d11'), octets(sequence(...names)));
}

function distinguishedName(name: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
}

/** GeneralizedTime would be for years from 2050 on. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

function octets(content: Buffer): Buffer {
  return der(0x04, content);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...contents: Buffer[]): Buffer {
  return der(0x30, ...contents);
}

function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size =
    length < 0x80
      ? Buffer.of(length)
      : length < 0x100
        ? Buffer.of(0x81, length)
        : Buffer.of(0x82, length >> 8, length & 0xff);
  return Buffer.concat([Buffer.of(tag), size, content]);
}
