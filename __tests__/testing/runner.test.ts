/** The fake runner: what of the real one's ways the tests of the action rest on. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/folders.ts';
import { assertNothingLeaked, type RunOptions, startAction } from '../../testing/runner/index.ts';
import { Step } from '../../testing/runner/step.ts';

/** A step that has read this stdout, so many bytes at a time, and these files. */
function stepOf(stdout: string, { outputs = '', summary = '', size = 1000 } = {}): Step {
  const step = new Step();
  const bytes = Buffer.from(stdout);
  for (let at = 0; at < bytes.length; at += size) step.read(bytes.subarray(at, at + size));
  step.end(outputs, summary);
  return step;
}

const logOf = (step: Step) => step.colouredLog.split('\n').slice(2);

describe('a step', () => {
  it.each([1, 1000])('has the lines of its log, when %i bytes of them come at a time', (size) => {
    expect(logOf(stepOf('a\nb\r\nc\r\r\n✓\rd\r', { size }))).toEqual(['a', 'b', 'c', '', '✓', 'd']);
  });

  it('hides what is masked, and each line of it, from then on, but not in titles', () => {
    const step = stepOf('early 1st-part\n::add-mask::1st-part%0A 2nd %0D\nlate 2nd\n::error title=2nd::m 1st-part\n', {
      outputs: 'a<<ghadelimiter_1\n2nd\nghadelimiter_1\n',
      summary: 'a 1st-part\n 2nd b',
    });
    expect(logOf(step)).toEqual(['early 1st-part', 'late ***', '##[error]m ***']);
    expect(step.annotations).toEqual([{ level: 'error', message: 'm ***', title: '2nd' }]);
    expect(step).toMatchObject({ outputs: { a: '2nd' }, summary: 'a ***\n *** b', improper: [] });
  });

  it('has annotations with their places', () => {
    const step = stepOf('::notice title=a%2Cb%3A%25,file=a=b.yml,line=3,endLine=3,col=2,endColumn=9::50%25%0A::\n');
    const place = { file: 'a=b.yml', line: 3, endLine: 3, column: 2, endColumn: 9 };
    expect(step.annotations).toEqual([{ level: 'notice', message: '50%\n::', title: 'a,b:%', ...place }]);
    expect(step.improper).toEqual([]);
  });

  it('has outputs as core writes them', () => {
    const outputs = 'a<<ghadelimiter_1\n\nghadelimiter_1\nb<<ghadelimiter_2\nx<<y\n1=2\nghadelimiter_2\n';
    expect(stepOf('', { outputs }).outputs).toEqual({ a: '', b: 'x<<y\n1=2' });
    for (const other of ['a=1\n', 'a<<E\n1\nE\n', outputs.slice(0, -1)]) {
      expect(() => stepOf('', { outputs: other })).toThrow('These are not outputs');
    }
  });

  it.each([
    'x ##[error]m',
    '>> ##[set-output name=ids;]evil',
    ' \u00a0\u0085::ERROR::m',
    '::stop-commands::x',
    '::error line=3,endLine=4,col=2,endColumn=9::m',
    '::error line=3,endLine=3,col=9,endColumn=2::m',
    `::error::${'x'.repeat(4097)}`,
    '::error::e\n'.repeat(11),
  ])('must not print %j', (stdout) => expect(stepOf(stdout).improper).toHaveLength(1));

  it.each(['text ::error::m', '::error:m', '##[error', '##[\\error]m'])('may print %j', (stdout) => {
    expect(logOf(stepOf(stdout))).toEqual([stdout]);
  });

  it('must not have a summary of more than 1 MiB', () => {
    expect(stepOf('', { summary: 'x'.repeat(2 ** 20) }).improper).toEqual([]);
    expect(stepOf('', { summary: 'x'.repeat(2 ** 20 + 1) }).improper).toHaveLength(1);
  });
});

describe('what is visible', () => {
  const hidden = 'wh<sec>"1\'&?~ÿ-secret-value';
  const leaksIn = (visible: string) => () => assertNothingLeaked({ visible }, ['unrelated', hidden, '']);

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
    const env = JSON.parse(result.log.split('\n').at(-1) ?? '');
    const { PATH } = process.env;
    expect(env).toMatchObject({ CI: 'true', GITHUB_SHA: 'abc', PATH, 'INPUT_API-KEY': '' });
    expect(env).toMatchObject({ INPUT_MANIFEST: ' x ', 'INPUT_GITHUB-TOKEN': '***' });
    for (const name of ['INPUT_MODE', 'VITEST']) expect(env).not.toHaveProperty(name);
  });

  it('ends by itself on a signal that it heeds; then nothing more is awaited in its log', async () => {
    const running = start('wait.mjs');
    await running.waitForLog(/ready/);
    running.signal('SIGINT');
    await expect(running.waitForLog(/never/)).rejects.toThrow('ended without /never/');
    const result = await running.done;
    expect(result).toMatchObject({ exitCode: 130, signal: null, conclusion: 'failure' });
    expect(result.log).toMatch(/\nready\nbye$/);
  });

  it('fails the test when it says something on stderr', async () => {
    await expect(start('nothing.mjs').done).rejects.toThrow(/^on stderr: .*nothing\.mjs/s);
  });

  it('is given no input that the action does not declare', () => {
    expect(() => start('wait.mjs', { inputs: { manifests: '' } })).toThrow('declares no manifests');
  });

  it('sets no output that the action does not declare, but for those of each webhook', async () => {
    const setting = (...names: string[]) => {
      const main = async ({ GITHUB_OUTPUT = '' }) => {
        const outputs = names.map((name) => `${name}<<ghadelimiter_1\n1\nghadelimiter_1\n`).join('');
        writeFileSync(GITHUB_OUTPUT, outputs);
        return 0;
      };
      return startAction({ workspace: temporaryFolder(), main }).done;
    };
    const right = ['ids', 'to-delete', 'payments-id', 'payments-secret'];
    expect(Object.keys((await setting(...right)).outputs)).toEqual(right);
    for (const wrong of ['id', '-id', 'payments-url']) {
      await expect(setting('ids', wrong)).rejects.toThrow(`action.yml does not declare: ${wrong}`);
    }
  });
});
