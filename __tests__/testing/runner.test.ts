/** The fake runner: what of the real one's ways the tests of the action rest on. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/folders.ts';
import { parseCommand } from '../../testing/runner/commands.ts';
import { type CommandFiles, createCommandFiles, keyValuePairs } from '../../testing/runner/files.ts';
import { assertNothingLeaked, type RunOptions, type RunResult, startAction } from '../../testing/runner/index.ts';
import { LineReader } from '../../testing/runner/lines.ts';
import { maskedForms, SecretMasker } from '../../testing/runner/masks.ts';
import { Step } from '../../testing/runner/step.ts';

const secret = 'whsec_Zm9v+YmFy/c2VjcmV0';

/** A step that has read these lines. */
function stepOf(lines: string[], contextName = 'webhooks'): Step {
  const masker = new SecretMasker();
  const step = new Step({ masker, workspace: '/w', contextName, debug: false });
  for (const line of lines) step.readLine(line);
  return step;
}

/** A step that has read these command files. */
function stepWith(texts: Partial<CommandFiles>, step = stepOf([])): Step {
  const files = createCommandFiles(temporaryFolder());
  for (const [name, text] of Object.entries(texts)) {
    appendFileSync(files[name as keyof CommandFiles], text);
  }
  step.processFiles(files);
  return step;
}

describe('lines', () => {
  it.each([
    ['a\nb\r\nc\rd', ['a', 'b', 'c', 'd']],
    ['a\r\r\nb\n\n', ['a', '', 'b', '']],
    ['✓\n', ['✓']],
    ['', []],
  ])('of %j are %j, however the bytes arrive', (text, lines) => {
    for (const size of [1, 100]) {
      const reader = new LineReader();
      const bytes = Buffer.from(text);
      const read: string[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        read.push(...reader.push(bytes.subarray(at, at + size)));
      }
      expect([...read, ...reader.end()]).toEqual(lines);
    }
  });
});

describe('a command', () => {
  const parse = (line: string) => {
    const command = parseCommand(line, (name) => name === 'error');
    return command && { properties: command.properties.toRecord(), data: command.data };
  };

  it.each([
    ['::error::m', {}, 'm'],
    [' \u00a0\u0085::ERROR::m', {}, 'm'],
    ['::error file=a%2Cb%3Ac%25,title=x=y::50%25%0A%3A::', { file: 'a,b:c%', title: 'x=y' }, '50%\n%3A::'],
    ['see ##[error]m', {}, 'm'],
    ['>> ##[error a=1%3B;b=%5D;]m%5D%2C', { a: '1;', b: ']' }, 'm]%2C'],
    ['::nothing::##[error]m', {}, 'm'],
  ])('%j is one', (line, properties, data) => {
    expect(parse(line)).toEqual({ properties, data });
  });

  it.each(['', 'text ::error::m', '\ufeff::error::m', '::error:m', '::unknown::m', '##[error', '##[\\error]m'])(
    '%j is none',
    (line) => expect(parse(line)).toBeUndefined(),
  );

  it('that is not the action’s fails the step', () => {
    const { failed, commands, outputs } = stepOf(['x ##[set-output name=ids;]evil', 'y']);
    expect({ failed, outputs: outputs.toRecord() }).toEqual({ failed: true, outputs: {} });
    expect(commands).toEqual([{ name: 'set-output', properties: { name: 'ids' }, data: 'evil' }]);
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
  });

  it('hide a value and each of its lines, trimmed, melt where they touch, and hide no hex', () => {
    const masker = new SecretMasker();
    masker.addWithLines('first part\n  second  \r\n');
    expect(masker.mask('first, first part, second')).toBe('first, ***, ***');
    expect(masker.mask('first partsecond')).toBe('***');
    const hex = Buffer.from('second').toString('hex');
    expect(masker.mask(hex)).toBe(hex);
  });

  it('begin with the line after add-mask, which begins a line, and hide messages but no properties', () => {
    const step = stepOf([
      `early ${secret}`,
      `50%::add-mask::${secret}`,
      `::add-mask::${secret}`,
      `late ${secret}`,
      `::error title=${secret}::m ${secret}`,
    ]);
    expect(step.log).toEqual([`early ${secret}`, `50%::add-mask::${secret}`, 'late ***', '##[error]m ***']);
    expect(step.annotations).toEqual([{ level: 'error', message: 'm ***', title: secret }]);
  });
});

describe('annotations', () => {
  it('are ten of a level, and all are logged', () => {
    const step = stepOf(Array.from({ length: 12 }, (_, index) => `::error::e${index}`));
    expect([step.annotations.length, step.log.length]).toEqual([10, 12]);
  });

  it('are masked, then cut', () => {
    const long = 'x'.repeat(4090);
    const step = stepOf([`::add-mask::${secret}`, `::error::${long}${secret}${secret}tail`]);
    expect(step.annotations[0]?.message).toBe(`${long}***tai`);
  });

  it.each([
    ['file=/w/a.yml,line=3,endLine=3,col=2,endColumn=9', 'a.yml 3-3 2-9'],
    ['file=/wa.yml,line=3,endLine=4,col=2,endColumn=9', '/wa.yml 3-4 -'],
    ['file=./a.yml,line=3,endLine=2,col=2', './a.yml - -'],
    ['file=a.yml,line=3,col=9,endColumn=2', 'a.yml 3-3 -'],
    ['file=a.yml,col=2,endColumn=9', 'a.yml - -'],
  ])('of %s are at %s', (properties, place) => {
    const [one] = stepOf([`::notice ${properties}::m`]).annotations;
    const range = (from?: number, to?: number) => `${from ?? ''}-${to ?? ''}`;
    const shown = [range(one?.line, one?.endLine), range(one?.column, one?.endColumn)];
    expect([one?.file, ...shown].join(' ')).toBe(place);
  });
});

describe('command files', () => {
  it.each([
    ['a=1\n\nb=x<<y=z\n', { a: '1', b: 'x<<y=z' }],
    ['a<<E=F\n1\r\n\n2\nE=F\nb<<E\nE', { a: '1\r\n\n2', b: '' }],
    ['a=1\na=2', { a: '2' }],
  ])('%j are pairs', (text, pairs) => {
    expect(Object.fromEntries(keyValuePairs(text))).toEqual(pairs);
  });

  it.each(['b<<E\n2\n', 'b<<E\n2', 'b', '<<E\nE\n', 'b<<\n'])(
    'with %j in it fail the step, which keeps what came before',
    (text) => {
      const { failed, outputs } = stepWith({ output: `a=1\n${text}` });
      expect({ failed, outputs: outputs.toRecord() }).toEqual({
        failed: true,
        outputs: { a: '1' },
      });
    },
  );

  it('lose, from job to job, what a mask would change and what is empty', () => {
    const base64 = Buffer.from(secret).toString('base64');
    const output = `ids={"a":"whk_1"}\nempty=\nsecret=${secret}\nencoded=x${base64}\n`;
    const step = stepWith({ output }, stepOf([`::add-mask::${secret}`]));
    expect(step.outputs.get('secret')).toBe(secret);
    expect(step.jobOutputs()).toEqual({ ids: '{"a":"whk_1"}' });
  });

  it('set no outputs on a step without an id', () => {
    expect(stepWith({ output: 'a=1\n' }, stepOf([], '__self')).outputs.toRecord()).toEqual({});
  });

  it('that the action has no use for are not written', () => {
    expect(stepWith({ env: 'A=1\n' }).failed).toBe(true);
  });

  it('have a summary of at most 1 MiB, masked line by line', () => {
    const step = stepOf(['::add-mask::two%0Alines']);
    expect(stepWith({ step_summary: 'a two\r\nlines b' }, step).summary).toBe('a ***\n*** b\n');
    const { summary, failed, annotations } = stepWith({ step_summary: 'x'.repeat(2 ** 20 + 1) });
    expect([summary, failed, annotations.length]).toEqual(['', false, 1]);
  });
});

describe('what is visible', () => {
  const hidden = 'wh<sec>"1\'&?~ÿ-secret-value';
  const leaksIn = (visible: string) => () => assertNothingLeaked({ visible } as RunResult, ['unrelated', hidden, '']);

  it.each([
    ['raw', hidden],
    ['a part', hidden.slice(5, 17)],
    ['upper case', hidden.toUpperCase()],
    ['base64 of more, by one', Buffer.from(`u${hidden}!`).toString('base64')],
    ['base64 of more, by two', Buffer.from(`u:${hidden}!`).toString('base64')],
    ['base64url', Buffer.from(hidden).toString('base64url')],
    ['hex', Buffer.from(hidden).toString('hex')],
    ['URI', encodeURIComponent(hidden)],
    ['JSON', JSON.stringify(hidden)],
    ['HTML', hidden.replaceAll('<', '&lt;').replaceAll("'", '&#39;').replaceAll('-', '&#x2D;')],
    ['Markdown', hidden.replace(/\W/g, '\\$&')],
  ])('is a leak: %s', (_, text) => expect(leaksIn(`a ${text} b`)).toThrow('secrets[1]'));

  it('is no leak when it is less than a part', () => {
    expect(leaksIn(hidden.slice(0, 11))).not.toThrow();
  });
});

describe('the process', () => {
  const start = (program: string, options: Partial<RunOptions> = {}) => {
    const main = join(import.meta.dirname, 'programs', program);
    return startAction({ workspace: temporaryFolder(), main, ...options });
  };

  it('has the runner’s environment, the inputs, and nothing of this machine’s but PATH', async () => {
    const result = await start('tell.mjs', {
      env: { GITHUB_SHA: 'abc' },
      githubToken: 'ghs_token',
      inputs: { 'api-key': '', mode: undefined, manifest: ' x ' },
    }).done;
    const env = JSON.parse(result.outputs.env ?? '');
    const { PATH } = process.env;
    expect(env).toMatchObject({ CI: 'true', GITHUB_SHA: 'abc', PATH, 'INPUT_API-KEY': '' });
    expect(env).toMatchObject({ INPUT_MANIFEST: ' x ', 'INPUT_GITHUB-TOKEN': 'ghs_token' });
    for (const name of ['INPUT_MODE', 'VITEST']) expect(env).not.toHaveProperty(name);
    expect(result.log).toContain('\n  github-token: ***\n');
    // Masks come too late for stderr.
    expect(result.log).toMatch(/##\[endgroup\]\nerr ✓\nout \*\*\*$/);
    expect(result.stdout.toString()).toBe('::add-mask::the-hidden-value\r\nout the-hidden-value');
  });

  it('ends by itself on a signal that it heeds', async () => {
    const running = start('wait.mjs');
    await running.waitForLog(/ready/);
    running.signal('SIGINT');
    const result = await running.done;
    expect(result).toMatchObject({ exitCode: 130, signal: null, conclusion: 'failure' });
    expect(result.log).toMatch(/\nready\nbye$/);
  });

  it('is killed when its time is over, and awaited in the log no longer', async () => {
    const running = start('wait.mjs', { timeoutMs: 500 });
    await expect(running.waitForLog(/never/)).rejects.toThrow('ended without /never/');
    expect(await running.done).toMatchObject({ timedOut: true, signal: 'SIGKILL' });
  });

  it('is given no input that the action does not declare', () => {
    expect(() => start('wait.mjs', { inputs: { manifests: '' } })).toThrow('declares no manifests');
  });
});
