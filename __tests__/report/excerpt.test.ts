/** What of the manifest's lines may be a secret, and is hidden. */
import { expect, it } from 'vitest';
import { excerpts } from '../../src/report/excerpt.ts';
import { safeText } from '../../src/safe/text.ts';
import { expectLinear } from '../growth.ts';

/** Each line, as the excerpt of a problem in it shows it. */
function shown(text: string): string[] {
  const lines = text.split('\n');
  return lines.map((_, index) => {
    const range = { line: index + 1, column: 1, endColumn: 2 };
    const problem = { severity: 'error', subject: '', message: '', range } as const;
    const excerpt = excerpts([problem], (line) => lines[line - 1] ?? '', { safe: safeText, colour: false });
    return excerpt(problem)[0]?.replace(/^ +\d+ \| ?/, '') ?? '';
  });
}

it.each<[what: string, text: string, shown: string[]]>([
  ['a name', '  secret: PAYMENTS', ['  secret: PAYMENTS']],
  ['a comment behind it', '  secret: PAYMENTS # a+b', ['  secret: PAYMENTS *****']],
  ['names in brackets', '{secret: "A", b: {secret: B}}', ['{secret: "A", b: {secret: B}}']],
  ['a value that is no name', 'secret: a+b # and more', ['secret: **************']],
  ['one in brackets, where the line is no YAML', 'a: {secret: a+b/c=, url: x: y}', ['a: {secret: ******, url: x: y}']],
  [
    'one of several',
    '{secret: A, b: {secret: a+b}, c: {secret: C}}',
    ['{secret: A, b: {secret: ***}, c: {secret: C}}'],
  ],
  ['one in quotes', `{"secret": 'a+b, c', url: x}`, [`{"secret": ********, url: x}`]],
  [
    'one over two lines',
    '{secret: "a+b\n  c+d", status: on}\nurl: x',
    ['{secret: ****', '*******************', 'url: x'],
  ],
  [
    'a block of lines',
    '- secret: |\n\n    a+b\n\n    c/d\n  url: x',
    ['- secret: *', '', '*******', '', '*******', '  url: x'],
  ],
  ['one below its key', 'secret:\n  a+b\n- url: x', ['secret:', '*****', '- url: x']],
  ['one that seems a name until the next line', 'secret: abc\n  +d', ['secret: ***', '****']],
  ['one without the blank after its colon', 'secret:a+b', ['secret:***']],
  ['one with another colon', '  secret\uff1aa+b', ['  secret\uff1a***']],
  ['one in a comment', 'status: on # Secret = a+b', ['status: on # Secret = ***']],
  ['one that begins as Conduit’s do', 'a: [whsec_1, "whsec_2+c"]', ['a: [*******, "*********"]']],
  ['a user name and password', 'url: https://me:a b/c"#d@h.example.com', ['url: https://***********@h.example.com']],
  ['those of what is no URL', 'callback: me:pass@h.example.com', ['callback: *******@h.example.com']],
  ['those of an escaped one', '"url": "https:\\/\\/me:a@h"', ['"url": "https:\\/\\/****@h"']],
  ['no decision', 'decisions: [keep @state 01234567]', ['decisions: [keep @state 01234567]']],
  ['nothing of a name that follows', '    secret: PAY\n  payments.eu:\n', ['    secret: PAY', '  payments.eu:', '']],
  [
    'nothing that follows a name in brackets',
    'a: {secret: PAY, events: [b,\n  c.wrong]}',
    ['a: {secret: PAY, events: [b,', '  c.wrong]}'],
  ],
  [
    'nothing of a webhook that is called so',
    'token-payouts: {url: /a, status: on}',
    ['token-payouts: {url: /a, status: on}'],
  ],
  ['a block with no indent', 'a:\n  secret: |\n  a+b\n  c/d', ['a:', '  secret: *', '*****', '*****']],
  ['a name that begins in capitals', 'secret: WHSEC_PAYMENTS', ['secret: WHSEC_PAYMENTS']],
  [
    'an address in a comment',
    'url: http://h.example.com # ops@example.com',
    ['url: http://h.example.com # ops@example.com'],
  ],
  ['credentials in a comment', 'url: x # http://me:a b@h', ['url: x # http://******@h']],
  ['what other keys call so', 'signing-Secrets: [a+b]', ['signing-Secrets: *****']],
])('hides what may be a secret: %s', (_, text, lines) => {
  expect(shown(text)).toEqual(lines);
});

it('hides a refused value whose key is written in another way', () => {
  const line = '{"s\\u0065cret": a+b/c}';
  const range = { line: 1, column: line.indexOf('a+b') + 1, endColumn: line.indexOf('}') + 1 };
  const problem = { severity: 'error', subject: 'webhooks.payments.secret', message: '', range } as const;
  const excerpt = excerpts([problem], () => line, { safe: safeText, colour: false });
  expect(excerpt(problem)[0]).toContain(': *****}');
});

it.each(['secret: ', '{secret: a+b, ', 'secret: "a', 'secret: a, ', 'secret ', 'a: '])(
  'takes time that grows with the line alone: %s',
  (unit) => expectLinear((size) => unit.repeat(size), shown),
);
