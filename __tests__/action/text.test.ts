import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addForms,
  escapeMarkdown,
  redact,
  type SecretForms,
  safeText,
} from '../../src/action/text.ts';
import { runs } from '../fuzz.ts';

describe('safeText', () => {
  it.each([
    ['plain text, ünïcode 漢字 😀', 'plain text, ünïcode 漢字 😀'],
    ['a\nb\rc\td', 'a\\nb\\rc\\td'],
    ['\u0000\u0007\u001b[31m', '\\u0000\\u0007\\u001b[31m'],
    ['\u007f\u0080\u0085\u009f', '\\u007f\\u0080\\u0085\\u009f'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\u200b\u202e\u2066\ufeff\u00ad', '\\u200b\\u202e\\u2066\\ufeff\\u00ad'],
    ['::error::x', ':\\:error:\\:x'],
    [':::', ':\\:\\:'],
    ['a: b:c', 'a: b:c'],
    ['##[add-mask]a', '##\\[add-mask]a'],
    ['###[x', '###\\[x'],
    ['\ud800x', '\ufffdx'],
  ])('%j is %j', (text, safe) => {
    expect(safeText(text)).toBe(safe);
  });

  it('bounds the length, and tells the whole', () => {
    expect(safeText('x'.repeat(5000))).toBe(`${'x'.repeat(4000)}… (5000 characters)`);
    expect(safeText('abcdef', 3)).toBe('abc… (6 characters)');
    expect(safeText('abc', 3)).toBe('abc');
  });

  it('cuts no character in two', () => {
    expect(safeText('ab😀', 3)).toBe('ab\ufffd… (4 characters)');
  });

  it('gives one line without a command, whatever it gets, and is content with its own work', () => {
    const pieces = fc.constantFrom(':', '#', '[', '\r', '\n', ' ', 'x', '\u2028', '\\', '\ud83d');
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const safe = safeText(text);
        expect(safe).not.toMatch(/::|##\[|[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(safe.isWellFormed()).toBe(true);
        expect(safeText(safe)).toBe(safe);
      }),
      runs(200),
    );
  });
});

describe('escapeMarkdown', () => {
  it.each([
    ['plain, text.', 'plain, text.'],
    ['<b>&amp;</b>', '&lt;b&gt;&amp;amp;&lt;/b&gt;'],
    ['a|b', 'a&#124;b'],
    ['`a` *b* _c_ ~d~', '&#96;a&#96; &#42;b&#42; &#95;c&#95; &#126;d&#126;'],
    ['[a](b)', '&#91;a&#93;(b)'],
    ['@octocat #1 $x$', '&#64;octocat &#35;1 &#36;x&#36;'],
    ['\\|', '&#92;&#124;'],
    ['https://a.example', 'https&#58;//a.example'],
  ])('%j is %j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });
});

function formsOf(...secrets: string[]): SecretForms {
  const forms: SecretForms = new Map();
  for (const secret of secrets) addForms(forms, secret);
  return forms;
}

describe('redact', () => {
  const secret = 'whsec_a+b/c=d&e<f>\'g"h!~';
  const forms = formsOf(secret);
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
    ['in base64', base64(secret)],
    ['in base64 without its end', base64(secret).replaceAll('=', '')],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['in HEXADECIMAL', Buffer.from(secret).toString('hex').toUpperCase()],
  ])('hides a secret %s', (_, text) => {
    expect(redact(`<${text}> and <${text}>`, forms)).toBe('<***> and <***>');
  });

  it.each(['', 'u', 'us', 'use', 'user:'])('hides a secret in base64 after %j', (before) => {
    for (const after of ['', ':', ':password']) {
      const text = redact(base64(`${before}${secret}${after}`), forms);
      const left = Buffer.from(text.replace('***', ''), 'base64').toString('latin1');
      expect(text).toContain('***');
      expect(left).not.toMatch(/whsec|a\+b|c=d/);
    }
  });

  it('hides each line of a secret that has some', () => {
    const lines = formsOf('first-line\r\n  second-line\nx');
    expect(redact('a second-line, a first-line', lines)).toBe('a ***, a ***');
    expect(redact('x', lines)).toBe('x');
  });

  it('leaves nothing of a secret that begins with another', () => {
    for (const secrets of [
      ['abcdefgh', 'abcdefgh-and-more'],
      ['abcdefgh-and-more', 'abcdefgh'],
    ]) {
      expect(redact('abcdefgh-and-more abcdefgh', formsOf(...secrets))).toBe('*** ***');
    }
  });

  it('leaves text alone that holds none', () => {
    expect(redact('whsec_a+b', forms)).toBe('whsec_a+b');
    expect(redact('text', formsOf())).toBe('text');
  });

  it('comes to an end with strange secrets', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (one, text) => {
        const result = redact(`${text}${one}`, formsOf(one));
        if (one.length >= 4 && one.isWellFormed()) expect(result).toContain('***');
      }),
      runs(200),
    );
  });
});
