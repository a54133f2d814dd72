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
    const place = range === undefined ? 'nowhere' : `${range.line}:${range.column}-${range.endColumn}`;
    return `${place} ${severity}${subject === '' ? '' : ` ${subject}`}: ${message}`;
  });
}

/** What a case has above its line, that line, and what its manifest gives. */
function readCase(name: string) {
  const content = readFileSync(new URL(name, folder), 'utf8');
  const [line = '=== problems\n', environment] = /^=== problems(?: \(environment: (\w+)\))?\n/m.exec(content) ?? [];
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

/** What a message says to write in place of what it is about, as YAML. */
function advised(message: string): string | undefined {
  const character = /Replace it with (?:(a space)|(a straight quote)|"(.)"( and a space)?)\.$/.exec(message);
  if (character !== null) {
    const [, isSpace, isQuote, other = '', space] = character;
    return isSpace ? ' ' : isQuote ? '"' : `${other}${space ? ' ' : ''}`;
  }
  return /(?:Did you mean |Write (?=\[)|Use only the name: )("[^"]*"|\[[^\]]*\])/.exec(message)?.[1];
}

it('advice that is followed to the letter is valid', () => {
  let followed = 0;
  for (const name of names) {
    const { text, checked } = readCase(name);
    const lines = text.split('\n');
    for (const { message, range, subject } of checkManifest(text, checked).problems) {
      const better = advised(message);
      // What is suggested there is a part of the decision.
      if (range === undefined || better === undefined || subject.includes('.decisions[')) continue;
      const { line, column, endColumn } = range;
      const before = lines[line - 1] ?? '';
      const after = `${before.slice(0, column - 1)}${better}${before.slice(endColumn - 1)}`;
      const { problems } = checkManifest(lines.with(line - 1, after).join('\n'), checked);
      const left = problems.filter(
        ({ severity, message: said, range: place }) =>
          severity === 'error' &&
          place?.line === line &&
          place.column === column &&
          // What was wrong before, or was said with the advice.
          !/is missing|has no "baseUrl"/.test(said),
      );
      expect(left.map((one) => `${name}, ${message}: ${one.message}`)).toEqual([]);
      followed += 1;
    }
  }
  expect(followed).toBeGreaterThan(100);
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
    expect(problemLines(`${first}\r\n${second}\r${third}\n${fourth}\r\n${fifth}`)).toEqual(expected);
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
    expect(problemLines(`webhooks:\n  pay${character}ments: {}\n`)).toEqual([`2:6-7 error: Invalid YAML: ${reason}.`]);
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
