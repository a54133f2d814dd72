/**
 * `cases/*.case`: a manifest, a line `=== problems`, and every problem it has, one a line:
 * `LINE:COLUMN-ENDCOLUMN severity subject: message`. ` (environment: sandbox)` at the end of the line in the middle
 * checks that environment alone, else sandbox and live are checked. Adding a case is adding a file with its manifest:
 * `npm test -- __tests__/manifest -u` writes what is below the line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Environment, requestFields } from '../../src/generated/api.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';
import { type Problem, quoted, quotedList } from '../../src/manifest/problem.ts';
import { environmentNames } from '../../src/options/parsers.ts';

const folder = new URL('cases/', import.meta.url);
const every: Environment[] = ['sandbox', 'live'];

/** Lists in messages that a newer spec makes longer, each with what the cases have in its place. */
const lists: [list: string, inCases: string][] = [
  [quotedList(environmentNames, 'or'), 'ANY ENVIRONMENT'],
  [quotedList(environmentNames), 'EVERY ENVIRONMENT'],
  [requestFields.map(quoted).join(', '), 'EVERY FIELD OF THE API'],
];

/** The problems of a manifest, each as a line. */
function problemLines(problems: readonly Problem[]): string[] {
  return problems.map(({ severity, subject, message, range }) => {
    const place = range === undefined ? 'nowhere' : `${range.line}:${range.column}-${range.endColumn}`;
    const said = lists.reduce((text, [list, inCases]) => text.replace(list, inCases), message);
    return `${place} ${severity}${subject === '' ? '' : ` ${subject}`}: ${said}`;
  });
}

/** What a case has above its line, and that line. */
function readCase(name: string) {
  const content = readFileSync(new URL(name, folder), 'utf8');
  const [line = '=== problems\n', environment] = /^=== problems(?: \(environment: (\w+)\))?\n/m.exec(content) ?? [];
  const [text = ''] = content.split(line);
  const asked = environment === undefined ? every : [environment as Environment];
  return { name, text, line, asked };
}

const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.case'))
  .map(readCase);

describe('cases', () => {
  it.each(cases)('$name', async ({ name, text, line, asked }) => {
    const { problems, valid } = checkManifest(text, asked);
    const lines = problemLines(problems);
    await expect([text + line, ...lines.map((one) => `${one}\n`)].join('')).toMatchFileSnapshot(`cases/${name}`);
    expect(valid).toBe(!lines.some((line) => /^\S+ error\b/.test(line)));
    if (name.startsWith('valid-')) expect(lines).toEqual([]);
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
  for (const { name, text, asked } of cases) {
    const lines = text.split('\n');
    for (const { message, range, subject } of checkManifest(text, asked).problems) {
      const better = advised(message);
      // What is suggested there is a part of the decision.
      if (range === undefined || better === undefined || subject.includes('.decisions[')) continue;
      const { line, column, endColumn } = range;
      const before = lines[line - 1] ?? '';
      const after = `${before.slice(0, column - 1)}${better}${before.slice(endColumn - 1)}`;
      const left = checkManifest(lines.with(line - 1, after).join('\n'), asked).problems.filter(
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
  const found = (text: string) => problemLines(checkManifest(text, every).problems);

  it.each([
    ['LF', ['\n']],
    ['CRLF', ['\r\n']],
    ['a lone CR', ['\r']],
    ['each of them', ['\r\n', '\r', '\n', '\r\n']],
  ])('gives the same places when lines end in %s', (_, ends) => {
    const lines = [
      'webhooks:',
      '  payments:',
      '    url: https://hooks.example.com/payments',
      '    events: [transaction.complete]',
      '    status: "enbled"',
    ];
    expect(found(lines.map((line, index) => line + ends[index % ends.length]).join(''))).toEqual([
      '4:14-34 error webhooks.payments.events[0]: Unknown event "transaction.complete". Did you mean "transaction.completed"?',
      '5:13-21 error webhooks.payments.status: Unknown status "enbled". Did you mean "enabled"?',
    ]);
  });

  it.each([
    [
      'a range that ends before the CR of its line',
      'webhooks:\r\n  payments: "one\r\n    two"\r\n',
      '2:13-17 error webhooks.payments: The value must be a mapping of fields such as "url", but is the string "one two".',
    ],
    [
      'no line end at the end',
      'webhooks: "',
      '1:12-13 error: Invalid YAML: Check for an unclosed quote or bracket above.',
    ],
    ['NUL', 'webhooks:\n  pay\0: {}\n', '2:6-7 error: Invalid YAML: null byte is not allowed in input.'],
    ['BEL', 'webhooks:\n  pay\u0007: {}\n', '2:6-7 error: Invalid YAML: the stream contains non-printable characters.'],
    [
      'half of a surrogate pair',
      'webhooks:\n  pay\ud83d: {}\n',
      '2:6-7 error: Invalid YAML: the stream contains non-printable characters.',
    ],
    [
      'two webhooks, the first of which is called constructor',
      'webhooks: {constructor: &a {url: https://hooks.example.com/x, events: ["*"], status: enabled}, two: *a }',
      '1:96-99 error webhooks.two: This webhook is identical to "constructor". Remove one of them.',
    ],
  ])('%s', (_, text, problem) => {
    expect(found(text)).toEqual([problem]);
  });

  const inNone = Object.fromEntries(environmentNames.map((name) => [name, false]));
  const nowhere = ['2:3-4 warning webhooks.a: "a" is declared in no environment. Remove it, or remove a "false".'];
  it.each<[what: string, blocks: object, problems: string[]]>([
    ['a webhook that is declared in no environment', inNone, nowhere],
    ['one that is declared in one', { ...inNone, live: {} }, []],
  ])('%s of however many', (_, blocks, problems) => {
    const fields = 'url: https://hooks.example.com/a, events: ["*"], status: enabled';
    expect(found(`webhooks:\n  a: {${fields}, environments: ${JSON.stringify(blocks)}}`)).toEqual(problems);
  });

  it('the lists that the cases shorten', () => {
    const { problems } = checkManifest(
      'webhooks: {a: {b: 1, environments: {nowhere: {}}}, c: {environments: 1}}',
      every,
    );
    const messages = problems.map(({ message }) => message);
    const names = environmentNames.map((name) => `"${name}"`);
    const [others, last] = [names.slice(0, -1).join(', '), names.at(-1)];
    expect(messages).toContain(`Unknown environment "nowhere". Use ${others} or ${last}.`);
    expect(messages).toContain(`The value must be a mapping of ${others} and ${last}, but is the number 1.`);
    const fields = requestFields.map((name) => `"${name}", `).join('');
    expect(messages).toContain(`Unknown field "b". The fields are ${fields}"secret" and "environments".`);
  });

  it('a byte order mark, or no line end at the end', () => {
    expect([...found('\uFEFFwebhooks: {}\n'), ...found('webhooks: {}')]).toEqual([]);
  });
});
