/**
 * `cases/*.case`: a manifest, a line `=== problems`, and every problem it has, one a line:
 * `LINE:COLUMN-ENDCOLUMN severity subject: message`. ` (environment: sandbox)` at the end of the line in the middle
 * checks that environment alone. Adding a case is adding a file with its manifest: `npm test -- __tests__/manifest -u`
 * writes what is below the line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Environment, environments } from '../../src/generated/api.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';

const folder = new URL('cases/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.case'));
const every = Object.keys(environments) as Environment[];

function problemLines(text: string, checked: readonly Environment[] = every): string[] {
  return checkManifest(text, checked).problems.map(({ severity, subject, message, range }) => {
    const place =
      range === undefined ? 'nowhere' : `${range.line}:${range.column}-${range.endColumn}`;
    return `${place} ${severity}${subject === '' ? '' : ` ${subject}`}: ${message}`;
  });
}

/** What a case has above its line, that line, and what its manifest gives. */
function readCase(name: string) {
  const content = readFileSync(new URL(name, folder), 'utf8');
  const [line = '=== problems\n', environment] =
    /^=== problems(?: \(environment: (\w+)\))?\n/m.exec(content) ?? [];
  const [text = ''] = content.split(line);
  const checked = environment === undefined ? every : [environment as Environment];
  const found = problemLines(text, checked).map((one) => `${one}\n`);
  return { text, checked, found, whole: `${text}${line}${found.join('')}` };
}

describe('cases', () => {
  it.each(names)('%s', async (name) => {
    await expect(readCase(name).whole).toMatchFileSnapshot(`cases/${name}`);
  });

  it('are valid where their name says so, and only there', () => {
    for (const name of names) {
      const { text, checked, found } = readCase(name);
      const isError = found.some((line) => /^\S+ error\b/.test(line));
      expect(checkManifest(text, checked).valid, name).toBe(!isError);
      if (name.startsWith('valid-')) expect(found, name).toEqual([]);
    }
  });
});

describe('what a text file cannot show', () => {
  const lines = [
    'webhooks:',
    '  payments:',
    '    url: https://hooks.example.com/payments',
    '    events: [transaction.complete]',
    '    status: "enbled"',
    '',
  ];
  const expected = [
    '4:14-34 error webhooks.payments.events[0]: "transaction.complete" is not an event of API version 2024-12-01. Did you mean "transaction.completed"?',
    '5:13-21 error webhooks.payments.status: "enbled" is not a status. Did you mean "enabled"?',
  ];

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['a lone CR', '\r'],
  ])('gives the same places when lines end in %s', (_, end) => {
    expect(problemLines(lines.join(end))).toEqual(expected);
  });

  it('gives the same places when line ends are mixed', () => {
    const [first, second, third, fourth, fifth] = lines;
    expect(problemLines(`${first}\r\n${second}\r${third}\n${fourth}\r\n${fifth}`)).toEqual(
      expected,
    );
  });

  it('ends a range before the CR of its line', () => {
    const folded = 'webhooks:\r\n  payments: "one\r\n    two"\r\n';
    expect(problemLines(folded)).toEqual([
      '2:13-17 error webhooks.payments: The value must be a mapping of fields such as "url", but is the text "one two".',
    ]);
  });

  it('needs no line end at the end', () => {
    expect(problemLines('webhooks: {}')).toEqual([]);
    expect(problemLines('webhooks: "')).toEqual([
      '1:12-13 error: This is not valid YAML: unexpected end of the stream within a double quoted scalar. Is a quote or a bracket before it not closed?',
    ]);
  });

  it.each([
    ['NUL', '\0', 'null byte is not allowed in input'],
    ['BEL', '\u0007', 'the stream contains non-printable characters'],
    ['half of a surrogate pair', '\ud83d', 'the stream contains non-printable characters'],
  ])('refuses %s at its place', (_, character, reason) => {
    expect(problemLines(`webhooks:\n  pay${character}ments: {}\n`)).toEqual([
      `2:6-7 error: This is not valid YAML: ${reason}.`,
    ]);
  });

  it('takes a byte order mark as nothing', () => {
    expect(problemLines('\uFEFFwebhooks: {}\n')).toEqual([]);
  });

  it('says the key of the first webhook of a pair, whatever the pair is called', () => {
    const body = '{url: https://hooks.example.com/x, events: ["*"], status: enabled}';
    const manifest = checkManifest(`webhooks: {constructor: ${body}, two: ${body}}`, every);
    expect(manifest.problems.map(({ message }) => message)).toEqual([
      'This is the same webhook as "constructor". Keep one of them.',
    ]);
  });
});

describe('the environments that are asked for', () => {
  const text = `webhooks:
  payments:
    url: https://hooks.example.com/payments
    events: [transaction.*, customer.created]
    status: enabled
    secret: PAYMENTS
    environments:
      sandbox: {url: https://hooks.staging.example.com/payments, events: [customer.*]}
      live: {id: whk_2ofTA13AD0xBtbEvBl20aEb1hEu, status: disabled}
`;
  const manifest = checkManifest(text, every);

  it('lays the block of an environment over the webhook', () => {
    const [sandbox] = manifest.declarationsFor('sandbox');
    expect(sandbox).toMatchObject({
      name: 'payments',
      body: { url: 'https://hooks.staging.example.com/payments', status: 'enabled' },
      patterns: ['customer.*'],
      secret: 'PAYMENTS',
    });
    expect(sandbox).not.toHaveProperty('id');
    expect(sandbox?.body.events).toHaveLength(8);
    const [live] = manifest.declarationsFor('live');
    expect(live).toMatchObject({
      id: 'whk_2ofTA13AD0xBtbEvBl20aEb1hEu',
      patterns: ['transaction.*', 'customer.created'],
      body: { url: 'https://hooks.example.com/payments', status: 'disabled' },
    });
    expect(live?.body.events).toHaveLength(17);
    expect(live?.body).not.toHaveProperty('secret');
  });

  it('says where a field of an environment stands', () => {
    const at = (environment: Environment, field?: string) => {
      const { line, column, endColumn } = manifest.rangeOf('payments', environment, field);
      return text.split('\n')[line - 1]?.slice(column - 1, endColumn - 1);
    };
    expect(at('sandbox', 'url')).toBe('https://hooks.staging.example.com/payments');
    expect(at('live', 'url')).toBe('https://hooks.example.com/payments');
    expect(at('live', 'status')).toBe('disabled');
    expect(at('sandbox', 'events')).toBe('[customer.*]');
    expect(at('sandbox')).toBe('payments');
    expect(manifest.rangeOf('payments', 'live', 'organizationId').line).toBe(2);
  });

  it('appends a path to the base URL of the environment, whose slash at the end does not count', () => {
    const { declarationsFor, problems } = checkManifest(
      `environments:
  live: {baseUrl: https://hooks.example.com/conduit/}
  sandbox: {baseUrl: https://hooks.staging.example.com}
webhooks:
  payments: {url: /payments?a=1, events: ["*"], status: enabled}
  here: {url: https://here.example.com/, events: ["*"], status: enabled, environments: {live: false}}
`,
      every,
    );
    expect(problems).toEqual([]);
    const urls = (environment: Environment) =>
      declarationsFor(environment).map(({ name, body }) => [name, body.url]);
    expect(urls('live')).toEqual([['payments', 'https://hooks.example.com/conduit/payments?a=1']]);
    expect(urls('sandbox')).toEqual([
      ['payments', 'https://hooks.staging.example.com/payments?a=1'],
      ['here', 'https://here.example.com/'],
    ]);
  });

  it('declares nothing of a manifest with errors', () => {
    const broken = checkManifest('webhooks: {payments: {}}', every);
    expect(broken.valid).toBe(false);
    expect(() => broken.declarationsFor('live')).toThrow('a manifest with errors');
  });

  it('names an environment only where the other one differs', () => {
    const withoutSecret = text.replace('    secret: PAYMENTS\n', '');
    const problems = (checked: Environment[]) =>
      problemLines(withoutSecret.replace('customer.created', 'transaction.created'), checked);
    const covered =
      '4:29-48 warning webhooks.payments.events[1]: "transaction.created" is already covered by "transaction.*". Remove one of them.';
    expect(problems(['live', 'sandbox'])).toEqual([`${covered} This applies to live only.`]);
    expect(problems(['live'])).toEqual([covered]);
    expect(problems(['sandbox'])).toEqual([]);
  });
});
