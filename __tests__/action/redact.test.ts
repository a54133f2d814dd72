/** Secrets are found in whatever form they come back, and nothing of them is left. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSecret, holdsSecret, redact, type Secrets } from '../../src/action/redact.ts';
import { runs } from '../fuzz.ts';

function known(...texts: string[]): Secrets {
  const secrets: Secrets = new Map();
  for (const text of texts) addSecret(secrets, text);
  return secrets;
}

describe('redact', () => {
  const secret = 'whsec_a+b/c=d&e<f>\'g"h!~';
  const secrets = known(secret);
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in a URL', encodeURIComponent(secret)],
    [
      'in a URL, in lower case',
      encodeURIComponent(secret).replaceAll(/%../g, (o) => o.toLowerCase()),
    ],
    ['in a URL, by RFC 3986', encodeURIComponent(secret).replace("'", '%27').replace('!', '%21')],
    [
      'in HTML',
      secret
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;'),
    ],
    ['in a form', new URLSearchParams({ a: secret }).toString().slice(2)],
    ['in a URL that stays one', encodeURI(secret)],
    ['in JSON with slashes escaped', JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')],
    [
      'in JSON of ASCII letters and digits',
      secret.replaceAll(
        /[^a-z]/g,
        (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`,
      ),
    ],
    ['in HTML by number', secret.replaceAll(/[^a-z]/g, (c) => `&#${c.charCodeAt(0)};`)],
    [
      'in HTML by hexadecimal number',
      secret.replaceAll(/[^a-z]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`),
    ],
    ['in a URL in a URL', encodeURIComponent(encodeURIComponent(secret))],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ['in JSON in a URL', encodeURIComponent(JSON.stringify(secret).slice(1, -1))],
    [
      'in octets of a program',
      secret.replaceAll(/\W/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`),
    ],
    ['in base64', base64(secret)],
    ['in base64 without its end', base64(secret).replaceAll('=', '')],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['in HEXADECIMAL', Buffer.from(secret).toString('hex').toUpperCase()],
  ])('hides a secret %s', (_, text) => {
    expect(redact(`<${text}> and <${text}>`, secrets)).toBe('<***> and <***>');
  });

  it.each(['', 'u', 'us', 'use', 'user:'])('hides a secret in base64 after %j', (before) => {
    for (const after of ['', ':', ':password']) {
      const text = redact(base64(`${before}${secret}${after}`), secrets);
      const left = Buffer.from(text.replace('***', ''), 'base64').toString('latin1');
      expect(text).toContain('***');
      expect(left).not.toMatch(/whsec|a\+b|c=d/);
    }
  });

  it('hides each line of a secret that has some', () => {
    const lines = known('first-line\r\n  second-line\nx');
    expect(redact('a second-line, a first-line', lines)).toBe('a ***, a ***');
    expect(redact('x', lines)).toBe('x');
  });

  it('leaves nothing of a secret that begins with another', () => {
    for (const secrets of [
      ['abcdefgh', 'abcdefgh-and-more'],
      ['abcdefgh-and-more', 'abcdefgh'],
    ]) {
      expect(redact('abcdefgh-and-more abcdefgh', known(...secrets))).toBe('*** ***');
    }
  });

  it('hides the beginning of a secret that was cut off', () => {
    expect(redact(`a ${secret.slice(0, 12)}… b`, secrets)).toBe('a ***… b');
    expect(redact(`a ${secret.slice(0, 11)}… b`, secrets)).toBe(`a ${secret.slice(0, 11)}… b`);
    const long = 'x0'.repeat(30);
    expect(redact(long.slice(0, 16), known(long))).toBe('***');
    expect(redact(long.slice(0, 15), known(long))).toBe(long.slice(0, 15));
    expect(redact('0123456', known('01234567'))).toBe('0123456');
    expect(redact(`a ${base64(secret).slice(0, 16)}`, secrets)).toBe('a ***');
    expect(redact(`a ${encodeURIComponent(secret.slice(0, 16))}&b`, secrets)).toBe('a ***&b');
  });

  it('leaves nothing of two that overlap', () => {
    expect(redact('<abcdefghijkl>', known('abcdefgh', 'efghijkl'))).toBe('<***>');
  });

  it('hides a secret that is escaped in one piece with what stands around it', () => {
    const octets = (text: string) =>
      [...Buffer.from(text)].map((octet) => `%${octet.toString(16)}`).join('');
    expect(redact(`a ${octets(`x${secret}y`)} b`, secrets)).toBe('a *** b');
  });

  it('hides what is beyond ASCII, escaped', () => {
    const odd = known('geheim-😀-ünïcode');
    for (const text of [
      encodeURIComponent('geheim-😀-ünïcode'),
      'geheim-\\ud83d\\ude00-\\u00fcn\\u00EFcode',
    ]) {
      expect(redact(`<${text}>`, odd)).toBe('<***>');
    }
  });

  it('leaves alone what only looks like an escape', () => {
    const text = '%zz %e4 &#99999999; &#x110000; &nothing; \\u12 \\x \\';
    expect(redact(text, secrets)).toBe(text);
  });

  it('is soon done with secrets of backslashes and of many lines', () => {
    const slashes = known(`${'\\'.repeat(60)}x`);
    expect(redact('\\'.repeat(5000), slashes)).toBe('***');
    const lines = Array.from({ length: 80_000 }, (_, line) => `aaaa${line}`).join('\n');
    expect(redact('an aaaa7 and an aaaa80000 or', known(lines))).toBe('an *** and an ***0 or');
  });

  it('leaves text alone that holds none', () => {
    expect(redact('whsec_a+b', secrets)).toBe('whsec_a+b');
    expect(redact('text', known())).toBe('text');
  });

  it('comes to an end with strange secrets', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (one, text) => {
        const result = redact(`${text}${one}`, known(one));
        if (one.length >= 4 && one.isWellFormed()) expect(result).toContain('***');
      }),
      runs(200),
    );
  });
});

it('a text that shares a beginning with a secret does not hold it', () => {
  const secrets = known('whk_0123456789012345678901234567.more');
  expect(holdsSecret('whk_0123456789012345678901234567', secrets)).toBe(false);
  expect(holdsSecret('a whk_0123456789012345678901234567.more', secrets)).toBe(true);
  expect(holdsSecret('', secrets)).toBe(false);
});
