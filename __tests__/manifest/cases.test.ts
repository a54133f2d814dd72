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
    '4:14-34 error webhooks.payments.events[0]: Unknown event "transaction.complete". Did you mean "transaction.completed"?',
    '5:13-21 error webhooks.payments.status: Unknown status "enbled". Did you mean "enabled"?',
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
      '2:13-17 error webhooks.payments: The value must be a mapping of fields such as "url", but is the string "one two".',
    ]);
  });

  it('needs no line end at the end', () => {
    expect(problemLines('webhooks: {}')).toEqual([]);
    expect(problemLines('webhooks: "')).toEqual([
      '1:12-13 error: Invalid YAML: Check for an unclosed quote or bracket above.',
    ]);
  });

  it.each([
    ['NUL', '\0', 'null byte is not allowed in input'],
    ['BEL', '\u0007', 'the stream contains non-printable characters'],
    ['half of a surrogate pair', '\ud83d', 'the stream contains non-printable characters'],
  ])('refuses %s at its place', (_, character, reason) => {
    expect(problemLines(`webhooks:\n  pay${character}ments: {}\n`)).toEqual([
      `2:6-7 error: Invalid YAML: ${reason}.`,
    ]);
  });

  it('takes a byte order mark as nothing', () => {
    expect(problemLines('\uFEFFwebhooks: {}\n')).toEqual([]);
  });

  it('says the key of the first webhook of a pair, whatever the pair is called', () => {
    const body = '{url: https://hooks.example.com/x, events: ["*"], status: enabled}';
    const manifest = checkManifest(`webhooks: {constructor: ${body}, two: ${body}}`, every);
    expect(manifest.problems.map(({ message }) => message)).toEqual([
      'This webhook is identical to "constructor". Remove one of them.',
    ]);
  });
});
