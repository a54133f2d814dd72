/** Secrets are found in whatever form they come back, and nothing of them is left. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSecret, holdsSecret, noSecrets, redact } from '../../src/safe/redact.ts';
import { runs } from '../fuzz.ts';
import { expectLinear } from '../growth.ts';

function known(...texts: string[]) {
  const secrets = noSecrets();
  for (const text of texts) addSecret(secrets, text);
  return secrets;
}

const lower = (text: string) => text.toLowerCase();
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const octets = (text: string, before: string, after = '') =>
  text.replaceAll(/[^a-z]/g, (c) => `${before}${c.charCodeAt(0).toString(16)}${after}`);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const hex = (text: string) => Buffer.from(text).toString('hex');

describe('redact', () => {
  const secret = 'whsec_a+b/c=d&e<f>\'g"h!~';
  const url = encodeURIComponent(secret);
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  const html = secret.replaceAll(/[&<>"']/g, (c) => names[c] ?? '');

  it.each([
    ['as it is', secret],
    ['in JSON', json(secret).replaceAll('/', '\\/')],
    ['in JSON of letters', octets(secret, '\\u00').toUpperCase().replaceAll(/[A-Z]/g, lower)],
    ['in JSON in JSON', json(json(secret))],
    ['in JSON in a URL', encodeURIComponent(json(secret))],
    ['in octets of a program', octets(secret, '\\x')],
    ['in a URL', url],
    ['in a URL, in lower case', url.replaceAll(/%../g, lower)],
    ['in a URL that stays one', encodeURI(secret)],
    ['in a URL in a URL', encodeURIComponent(url)],
    ['in a form', new URLSearchParams({ a: secret }).toString().slice(2)],
    ['in HTML', html],
    ['in HTML in JSON', json(html)],
    ['in HTML by number', secret.replaceAll(/[^a-z]/g, (c) => `&#${c.charCodeAt(0)};`)],
    ['in HTML by hexadecimal number', octets(secret, '&#x', ';')],
    ['in base64', base64(secret)],
    ['in base64 without its end', base64(secret).replaceAll('=', '')],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
    ...['u', 'us', 'use'].map((user) => ['in Basic credentials', base64(`${user}:${secret}:`)]),
    ['in hexadecimal', hex(secret)],
    ['in HEXADECIMAL', hex(secret).toUpperCase()],
  ])('hides the word that has a secret in it %s', (_, text) => {
    expect(redact(`a <${text}>, and\n${text} b`, known(secret))).toBe('a *** and\n*** b');
  });

  it.each([
    ['each line of some', ['first-line\r\n  4bcd\nx'], 'a 4bcd, first-line x', 'a *** *** x'],
    ['one like HTML, in a URL', ['a&lt;%1b'], encodeURI('a&lt;%1b'), '***'],
    ['one like a URL, in a URL and JSON', ['a%41b"cd'], 'a%2541b\\"cd', '***'],
    ['one with blanks in it', ['four 5ive and six'], 'is four 5ive and six.', 'is ***'],
    ['one with blanks, in a form', ['four 5ive and six'], 'is four+5ive+and+six.', 'is ***'],
    ['one beyond ASCII', ['geheim-😀-ünïcode'], 'a geheim-\\ud83d\\ude00-\\u00fcn\\u00EFcode', 'a ***'],
    ['one beyond ASCII, in a URL', ['g-😀-ünïcode'], encodeURIComponent('g-😀-ünïcode'), '***'],
    ['one that begins with another', ['abcdefgh', 'abcdefgh-more'], 'abcdefgh-more abc', '*** abc'],
    ['one of words', ['conduit-sandbox-live-payments'], 'a conduit-sandbox-live b', 'a *** b'],
    ['one of a word', ['Passwords'], 'a asswords, a Password', 'a *** a ***'],
    ['one of numbers', ['0123456789012345678901'], 'a 123456789012345678901', 'a ***'],
    ['one of like characters', [`${'\\'.repeat(60)}x`], '\\'.repeat(5000), '***'],
  ])('hides %s', (_, secrets, text, shown) => {
    expect(redact(text, known(...secrets))).toBe(shown);
  });

  const apiSecret = 'cs_live_Zt83mKp0RrYh6Q';
  it.each([
    ['its beginning, but for the prefix', apiSecret.slice(8, 16)],
    ['its end', apiSecret.slice(-8)],
    ['its middle', apiSecret.slice(9, 17)],
    ['a part in base64', base64(apiSecret).slice(5, 15)],
    ['a part of it in base64', base64(`user:${apiSecret.slice(3)}`).slice(8)],
    ['a part in hexadecimal', hex(apiSecret).slice(7, 21)],
    ['a part in JSON', octets(apiSecret.slice(-9), '\\x')],
  ])('hides what has of a secret %s', (_, part) => {
    expect(redact(`no such ${part}, or so`, known(apiSecret))).toBe('no such *** or so');
    expect(holdsSecret(part, known(apiSecret))).toBe(true);
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
    ['%zz1', '%zz %e4 &#99999999; &#x110000; &nothing; \\u12 \\x \\'],
  ])('with the secret %s, leaves %j alone', (one, text) => {
    expect(redact(text, known(one))).toBe(text);
    expect(holdsSecret(text, known(one))).toBe(false);
  });

  it('comes to an end with strange secrets', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (one, text) => {
        const result = redact(`${text}${one}`, known(one));
        if (one.length >= 4 && one.isWellFormed()) expect(result).toContain('***');
      }),
      runs(80),
    );
  });

  // Every way to escape, one character alone, and what is part of a secret wherever it begins.
  it.each(['"%41+&lt;\\n<i>": 1 &amp;amp; \\u0041 %2541 \ud83d\ude00', '%', '\\', 'a', 'aaaaaaab', 'key1'])(
    'takes time that grows with the text alone, of many a %j',
    (piece) => {
      const secrets = known('key1'.repeat(100), 'a'.repeat(4000), '\\n%41&lt;'.repeat(40));
      expectLinear(
        (size) => piece.repeat(size),
        (text) => redact(text, secrets),
      );
    },
  );

  it.each(['a', 'Zt83mKp0', 'line-1\n'])('takes time that grows with the secret, of many a %j', (piece) => {
    expectLinear(
      (size) => piece.repeat(size),
      (text) => redact(`${text}x`, known(text)),
    );
  });
});
