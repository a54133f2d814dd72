import { describe, expect, it } from 'vitest';
import {
  makeRelative,
  toAnnotation,
  validateLinesAndColumns,
} from '../../testing/runner/annotations.ts';
import { parseCommand } from '../../testing/runner/commands.ts';
import { NameMap } from '../../testing/runner/dotnet.ts';
import { keyValuePairs } from '../../testing/runner/files.ts';
import { LineReader } from '../../testing/runner/lines.ts';
import { maskedForms, SecretMasker } from '../../testing/runner/masks.ts';

function parse(line: string) {
  const command = parseCommand(line, (name) => ['error', 'add-mask'].includes(name));
  return command && { ...command, properties: command.properties.toRecord() };
}

describe('lines', () => {
  it.each([
    ['a\nb\r\nc\rd', ['a', 'b', 'c', 'd']],
    ['a\r\n', ['a']],
    ['a\r\r\nb\n\n', ['a', '', 'b', '']],
    ['', []],
  ])('of %j are %j, however the bytes arrive', (text, lines) => {
    const atOnce = new LineReader();
    expect([...atOnce.push(Buffer.from(text)), ...atOnce.end()]).toEqual(lines);
    const byByte = new LineReader();
    const pieces = [...Buffer.from(text)].flatMap((byte) => byByte.push(Buffer.of(byte)));
    expect([...pieces, ...byByte.end()]).toEqual(lines);
  });

  it('keep a character whose bytes arrive apart', () => {
    const reader = new LineReader();
    const [first, ...rest] = Buffer.from('✓\n');
    expect(reader.push(Buffer.of(first ?? 0))).toEqual([]);
    expect(reader.push(Buffer.from(rest))).toEqual(['✓']);
  });
});

describe('commands', () => {
  it.each([
    ['::error::m', { name: 'error', properties: {}, data: 'm' }],
    [' \u00a0\u0085::ERROR::m', { name: 'error', properties: {}, data: 'm' }],
    [
      '::error file=a%2Cb%3Ac%25,title=x=y, line=1::50%25%0A%0D%3A::',
      {
        name: 'error',
        properties: { file: 'a,b:c%', title: 'x=y', ' line': '1' },
        data: '50%\n\r%3A::',
      },
    ],
    [
      '::error File=a,file=b,empty=,=c==d::',
      { name: 'error', properties: { File: 'b', c: 'd' }, data: '' },
    ],
    [
      '::error __proto__=a::m',
      { name: 'error', properties: JSON.parse('{"__proto__":"a"}'), data: 'm' },
    ],
    ['::add-mask::%250A', { name: 'add-mask', properties: {}, data: '%0A' }],
    ['see ##[error]m', { name: 'error', properties: {}, data: 'm' }],
    [
      '>> ##[error a=1%3B;b=%5D;]m%5D%2C',
      { name: 'error', properties: { a: '1;', b: ']' }, data: 'm]%2C' },
    ],
    ['::nothing::##[error]m', { name: 'error', properties: {}, data: 'm' }],
  ])('%j is one', (line, command) => {
    expect(parse(line)).toEqual(command);
  });

  it.each([
    '',
    'text ::error::m',
    'xyerror::m',
    '\ufeff::error::m',
    '::error:m',
    '::error\t::m',
    ': :error::m',
    '::unknown::m',
    '##[error',
    '##[unknown] ##[error]m',
    '##[\\error]m',
    '## [error]m',
  ])('%j is none', (line) => {
    expect(parse(line)).toBeUndefined();
  });
});

describe('masks', () => {
  it('hide every form that the runner derives', () => {
    expect(maskedForms('a\'"<b>&(c) d')).toEqual([
      'a\'"<b>&(c) d',
      'YSciPGI+JihjKSBk',
      'JyI8Yj4mKGMpIGQ=',
      'IjxiPiYoYykgZA==',
      'a\'\\"<b>&(c) d',
      "a''\"<b>&(c) d",
      'a%27%22%3Cb%3E%26%28c%29%20d',
      'a&apos;&quot;&lt;b&gt;&amp;(c) d',
      'a\'"<b>&',
    ]);
    expect(maskedForms('"quoted value"')).toContain('quoted value');
    expect(maskedForms('line\u2028\u0001')).toContain('line\\u2028\\u0001');
    expect(maskedForms('secret1&+secret2&secret3')).toEqual(
      expect.arrayContaining(['secret1&+', 'ecret2&secret3']),
    );
  });

  it('hide a value and each of its lines, trimmed, but no words', () => {
    const masker = new SecretMasker();
    masker.addWithLines('first part\n  second  \r\n');
    expect(masker.values).toEqual(['first part\n  second  \r\n', 'first part', 'second']);
    expect(masker.mask('first, first part, second')).toBe('first, ***, ***');
  });

  it('melt together where they touch or overlap', () => {
    const masker = new SecretMasker();
    for (const value of ['abab', 'xy']) masker.add(value);
    expect(masker.mask('<ababab>')).toBe('<***>');
    expect(masker.mask('<ababxy>xy')).toBe('<***>***');
  });

  it('do not hide hex, base64url or a prefix', () => {
    const masker = new SecretMasker();
    masker.add('secret?>value');
    for (const form of ['hex', 'base64url'] as const) {
      const text = Buffer.from('secret?>value').toString(form);
      expect(masker.mask(text)).toBe(text);
    }
    expect(masker.mask('secret?>val…')).toBe('secret?>val…');
  });
});

describe('command files', () => {
  it.each([
    ['a=1\n\nb=x<<y=z\n', { a: '1', b: 'x<<y=z' }],
    ['a<<E=F\n1\r\n\n2\nE=F\nb<<E\nE', { a: '1\r\n\n2', b: '' }],
    ['a=1\na=2', { a: '2' }],
    ['=v', { '': 'v' }],
  ])('%j are pairs', (text, pairs) => {
    expect(Object.fromEntries(keyValuePairs(text))).toEqual(pairs);
  });

  it.each([
    ['a=1\nb<<E\n2\n', 'Matching delimiter not found'],
    ['a=1\nb<<E\n2', 'EOF marker missing new line'],
    ['a=1\nb', "Invalid format 'b'"],
    ['a=1\n<<E\nE\n', 'Name must not be empty'],
    ['a=1\nb<<\n', 'delimiter must not be empty'],
  ])('%j keep the pairs before the error', (text, message) => {
    const pairs = keyValuePairs(text);
    expect(pairs.next().value).toEqual(['a', '1']);
    expect(() => pairs.next()).toThrow(message);
  });
});

describe('annotations', () => {
  it.each([
    [{ line: '3', endLine: '3', col: '2', endColumn: '9' }, '3-3 2-9'],
    [{ line: '3', col: '2' }, '3-3 2-2'],
    [{ line: '3', endLine: '4', col: '2', endColumn: '9' }, '3-4 -'],
    [{ line: '3', endLine: '03', col: '2' }, '3-3 -'],
    [{ line: '3', endLine: '2' }, '- -'],
    [{ line: '3', col: '9', endColumn: '2' }, '3-3 -'],
    [{ col: '2', endColumn: '9' }, '- -'],
    [{ endLine: '4' }, '4-4 -'],
    [{ line: '3', endColumn: '4' }, '3-3 4-4'],
    [{ line: 'x', col: '2' }, '- -'],
    [{ LINE: '3', Col: '2' }, '3-3 2-2'],
    [{ line: '99999999999' }, '- -'],
  ])('of %j are at %j', (given, expected) => {
    const properties = new NameMap();
    for (const [name, value] of Object.entries(given)) properties.set(name, value);
    validateLinesAndColumns(properties);
    const { line, endLine, column, endColumn } = toAnnotation('error', 'm', properties) ?? {};
    const range = (from?: number, to?: number) => `${from ?? ''}-${to ?? ''}`;
    expect(`${range(line, endLine)} ${range(column, endColumn)}`).toBe(expected);
  });

  it('take a `message` property, unmasked, where the message is blank', () => {
    const properties = new NameMap();
    expect(toAnnotation('error', ' ', properties)).toBeUndefined();
    properties.set('message', 'm');
    expect(toAnnotation('error', ' ', properties)).toEqual({ level: 'error', message: 'm' });
  });

  it.each([
    ['/w/s/a.yml', '/w/s', 'a.yml'],
    ['/w/s/a.yml', '/w/s/', 'a.yml'],
    ['/w/s/../a.yml', '/w/s', '../a.yml'],
    ['/w/sa.yml', '/w/s', '/w/sa.yml'],
    ['./a.yml', '/w/s', './a.yml'],
    ['/w/s', '/w/s', '/w/s'],
  ])('%s in %s is in the file %s', (path, folder, relative) => {
    expect(makeRelative(path, folder)).toBe(relative);
  });
});
