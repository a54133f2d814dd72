/** Secrets are found in whatever form they come back, and nothing of them is left. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSecret, holdsSecret, noSecrets, redact, type Secrets } from '../../src/safe/redact.ts';
import { runs } from '../fuzz.ts';
import { expectLinear } from '../growth.ts';

function known(...texts: string[]): Secrets {
  const secrets = noSecrets();
  for (const text of texts) addSecret(secrets, text);
  return secrets;
}

describe('redact', () => {
  const secret = 'whsec_a+b/c=d&e<f>\'g"h!~';
  const secrets = known(secret);
  const apiSecret = 'cs_live_Zt83mKp0RrYh6Q';
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const hexOf = (character: string) => character.charCodeAt(0).toString(16);

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

  it.each([
    ['its beginning, but for the prefix', apiSecret.slice(8, 16)],
    ['its end', apiSecret.slice(-8)],
    ['its middle', apiSecret.slice(9, 17)],
    ['all but its prefix', apiSecret.slice(8)],
    ['a part in base64', base64(apiSecret).slice(5, 15)],
    ['a part of it in base64', base64(`user:${apiSecret.slice(3)}`).slice(8)],
    ['a part in hexadecimal', Buffer.from(apiSecret).toString('hex').slice(7, 21)],
    ['a part in a URL', encodeURIComponent(`${apiSecret.slice(-9)}`)],
    ['a part in JSON', [...apiSecret.slice(-9)].map((c) => `\\x${hexOf(c)}`).join('')],
    ['a part in HTML', [...apiSecret.slice(-9)].map((c) => `&#x${hexOf(c)};`).join('')],
  ])('hides %s', (_, part) => {
    const result = redact(`no such credential ${part}, or so`, known(apiSecret));
    expect(result).toBe('no such credential ***, or so');
  });

  it('hides whole secrets of words and of numbers, and long parts of them', () => {
    for (const word of ['conduit-sandbox-live-payments', '0123456789012345678901', 'Passwords']) {
      const secrets = known(word);
      expect(redact(`<${word}>`, secrets)).toBe('<***>');
      expect(redact(`<${word.slice(1)}>`, secrets)).toBe('<***>');
      expect(redact(`<${word.slice(0, -1)}>`, secrets)).toBe('<***>');
    }
    expect(redact('conduit-sandbox-live', known('conduit-sandbox-live-payments'))).toBe('***');
  });

  it.each([
    ['conduit-sandbox-1234', 'https://hooks.example.com/conduit-sandbox/payments'],
    ['ck_live_Zt83mKp0RrYh6Q', 'An API key that begins with ck_live_ is a key of version 2.'],
    ['whsec_Zt83mKp0RrYh6Q', 'whsec_Zt'],
    ['key-2024-12-01-Zt83mKp0RrYh6Q', 'API 2024-12-01 has no transaction.completed.'],
    ['transaction-Zt83mKp0RrYh6Q', 'Unknown event "transaction.complete".'],
    ['key-0123456789', 'whk_0123456789012345678901234567 is the ID.'],
    ['https://hooks.Zt83mKp0RrYh6Q', 'https://hooks.example.com/Payments?x=1'],
    ['Zt83mKp0RrYh6Q', 'Zt83mKp is not in the list: Rejected (invalid_url).'],
  ])('with the secret %s, leaves %j alone', (one, text) => {
    expect(redact(text, known(one))).toBe(text);
  });

  it('leaves nothing of two that overlap', () => {
    expect(redact('<abcdefghijkl>', known('abcdefgh', 'efghijkl'))).toBe('<***>');
  });

  it('hides a secret that is escaped in one piece with what stands around it', () => {
    const octets = (text: string) =>
      [...Buffer.from(text)].map((octet) => `%${octet.toString(16)}`).join('');
    expect(redact(`a ${octets(`x${secret}y`)} b`, secrets)).toBe('a %78***%79 b');
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

  it('hides long secrets of like characters, and each of many lines', () => {
    expect(redact('\\'.repeat(5000), known(`${'\\'.repeat(60)}x`))).toBe('***');
    const lines = Array.from({ length: 900 }, (_, line) => `aaaa${line}`).join('\n');
    expect(redact('an aaaa7 and an aaaa8000 or', known(lines))).toBe('an *** and an ***0 or');
  });

  it('leaves text alone that holds none', () => {
    expect(redact('whsec_a', secrets)).toBe('whsec_a');
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

describe('time grows with the text alone', () => {
  const pieces = [
    '"%41+&lt;\\n<i>": 1',
    '%41',
    '%',
    '\\',
    '\\u0041',
    '&lt;',
    '&amp;amp;',
    'a',
    'aaaaaaab',
    '%2541',
    'key1',
    '\ud83d\ude00',
  ];
  const secrets = known('key1'.repeat(100), 'a'.repeat(4000), '\\n%41&lt;'.repeat(40));

  it.each(pieces)('of many a %j', (piece) => {
    expectLinear(
      (size) => piece.repeat(size),
      (text) => redact(text, secrets),
    );
  });

  it('of any pieces in any order', () => {
    const texts = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(texts, (some) => {
        expectLinear(
          (size) => some.join('').repeat(size),
          (text) => redact(text, secrets),
        );
      }),
      runs(8),
    );
  });

  it.each(['a', 'key1', 'Zt83mKp0', '\n', 'line-1\n', '%41', '\\'])(
    'and with the secret, where both are of many a %j',
    (piece) => {
      expectLinear(
        (size) => piece.repeat(size),
        (text) => redact(`${text}x`, known(text)),
      );
    },
  );
});

describe('holdsSecret', () => {
  const one = 'whsec_Zt83mKp0RrYh6Q2wLx';
  const base64 = Buffer.from(one).toString('base64');

  it.each([one, `a${one}`, one.slice(1), one.slice(6), one.slice(0, -1), base64, base64.slice(3)])(
    '%s does',
    (text) => {
      expect(holdsSecret(text, known(one))).toBe(true);
    },
  );

  it.each(['', 'whsec_', 'whk_2ofTA13AD0xBtbEvBl20aEb1hEu', 'whsec_2ofTA13AD0xBtbEvBl20'])(
    '%j does not',
    (text) => {
      expect(holdsSecret(text, known(one))).toBe(false);
    },
  );
});
