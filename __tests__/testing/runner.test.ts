import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  assertNothingLeaked,
  type RunOptions,
  runAction,
  startAction,
} from '../../testing/runner/index.ts';

const SECRET = 'whsec_Zm9v+YmFy/c2VjcmV0';

let workspace: string;
function makeWorkspace(): () => void {
  const made = mkdtempSync(join(tmpdir(), 'workspace-'));
  workspace = made;
  return () => rmSync(made, { recursive: true });
}
beforeEach(makeWorkspace);

/** What the code of an action is given: both streams, the command files and a secret. */
interface Io {
  out(text: string | Uint8Array): void;
  err(text: string | Uint8Array): void;
  file(name: 'ENV' | 'OUTPUT' | 'PATH' | 'STATE' | 'STEP_SUMMARY', text: string): void;
  secret: string;
}

/** A JavaScript action of this code, which runs in a process of its own. */
function action(code: (io: Io) => void, options: Partial<RunOptions> = {}): RunOptions {
  const main = join(workspace, 'main.mjs');
  writeFileSync(
    main,
    `import { appendFileSync, writeSync } from 'node:fs';
    (${code.toString()})({
      out: (text) => writeSync(1, text),
      err: (text) => writeSync(2, text),
      file: (name, text) => appendFileSync(process.env['GITHUB_' + name], text),
      secret: ${JSON.stringify(SECRET)},
    });`,
  );
  return { workspace, main, actionFile: join(workspace, 'action.yml'), ...options };
}

function declare(yaml: string): void {
  writeFileSync(join(workspace, 'action.yml'), yaml);
}

/** What is logged after the header. */
function body(log: string): string[] {
  return log.slice(log.indexOf('##[endgroup]\n') + '##[endgroup]\n'.length).split('\n');
}

/** An action that heeds no signal but the last, cancelled as soon as it is ready: that takes ten seconds. */
async function cancel() {
  const running = startAction(
    action(({ out }) => {
      for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => out(`${name}\n`));
      out('ready\n');
      setInterval(() => {}, 1000);
    }),
  );
  await running.waitForLog(/ready/);
  const start = performance.now();
  running.cancel();
  const result = await running.done;
  return { result, ms: performance.now() - start };
}

// The other tests run meanwhile.
let cancelled: ReturnType<typeof cancel>;
beforeAll(() => {
  const removeWorkspace = makeWorkspace();
  cancelled = cancel();
  return removeWorkspace;
});

describe('the environment', () => {
  const dump = ({ file }: Io) => file('OUTPUT', `env=${JSON.stringify(process.env)}\n`);

  it('is the runner’s, with nothing of this machine’s but PATH', async () => {
    process.env.LEAKY_VARIABLE = 'x';
    const { outputs } = await runAction(action(dump, { env: { EXTRA: '1', GITHUB_SHA: 'abc' } }));
    delete process.env.LEAKY_VARIABLE;
    const env = JSON.parse(outputs.env ?? '');
    expect(env).toMatchObject({
      CI: 'true',
      EXTRA: '1',
      GITHUB_ACTIONS: 'true',
      GITHUB_SHA: 'abc',
      GITHUB_WORKSPACE: workspace,
      PATH: process.env.PATH,
    });
    expect(env).not.toHaveProperty('LEAKY_VARIABLE');
    expect(env.HOME).not.toBe(process.env.HOME);
  });

  it('has the inputs, with their defaults', async () => {
    declare(`
      inputs:
        api-key: { description: d, required: true }
        concurrency: { description: d, default: 4 }
        manifest: { description: d, default: a.yml }
        github-token: { description: d, default: '\${{ github.token }}' }
        gone: { description: d, default: x }
    `);
    const result = await runAction(
      action(dump, {
        githubToken: 'ghs_token',
        inputs: { Manifest: '', 'two words': ' x ', gone: undefined },
      }),
    );
    const env: Record<string, string> = JSON.parse(result.outputs.env ?? '');
    const inputs = Object.entries(env).filter(([name]) => name.startsWith('INPUT_'));
    expect(Object.fromEntries(inputs)).toEqual({
      'INPUT_API-KEY': '',
      INPUT_CONCURRENCY: '4',
      INPUT_MANIFEST: '',
      'INPUT_GITHUB-TOKEN': 'ghs_token',
      INPUT_TWO_WORDS: ' x ',
    });
    expect(result.log).toContain(
      '\nwith:\n  two words:  x \n  concurrency: 4\n  github-token: ***\n',
    );
    expect(result.annotations).toEqual([
      { level: 'warning', message: expect.stringContaining("Unexpected input(s) 'two words'") },
    ]);
  });

  it('refuses a default that it cannot evaluate, and what is not there', () => {
    declare(`inputs: { a: { default: '\${{ github.actor }}' } }`);
    expect(() => startAction(action(() => {}))).toThrow('github.actor');
    expect(() => startAction({ workspace, main: 'missing.js' })).toThrow('missing.js');
    rmSync(join(workspace, 'action.yml'));
    expect(() => startAction(action(() => {}, { node: 'no-such-node' }))).toThrow('no-such-node');
  });
});

describe('masks', () => {
  it('hide a value from the line after add-mask on, and the command itself', async () => {
    const result = await runAction(
      action(({ out, secret }) => out(`early ${secret}\n::add-mask::${secret}\nlate ${secret}\n`)),
    );
    expect(body(result.log)).toEqual([`early ${SECRET}`, 'late ***']);
    expect(result.masks).toEqual([SECRET]);
    expect(() => assertNothingLeaked(result, [SECRET])).toThrow('as it is');
  });

  it('hide repository secrets from the header on', async () => {
    const result = await runAction(
      action(({ out, secret }) => out(`${secret} two\n`), {
        secrets: [` ${SECRET}\n`, 'one\r\n two '],
        inputs: { 'api-key': SECRET },
        env: { KEY: SECRET },
      }),
    );
    expect(result.log).toContain('  api-key: ***\nenv:\n  KEY: ***\n');
    expect(body(result.log)).toEqual(['*** ***']);
    assertNothingLeaked(result, [SECRET]);
  });

  it('come too late for stderr', async () => {
    const result = await runAction(
      action(({ out, err, secret }) => {
        out(`::add-mask::${secret}\nout ${secret}\n`);
        err(`err ${secret}\n`);
      }),
    );
    expect(body(result.log)).toEqual([`err ${SECRET}`, 'out ***']);
  });

  it('are not set by a command in the middle of a line', async () => {
    const result = await runAction(
      action(({ out, secret }) => {
        out('50%');
        out(`::add-mask::${secret}\n`);
      }),
    );
    expect(body(result.log)).toEqual([`50%::add-mask::${SECRET}`]);
    expect(() => assertNothingLeaked(result, [SECRET])).toThrow();
  });

  it('are not set while commands are stopped', async () => {
    const result = await runAction(
      action(({ out, secret }) => {
        out('hostile\r::stop-commands::token-1\n');
        out(`::add-mask::${secret}\n::error::no\n::Token-1::\n::error::yes\n`);
      }),
    );
    expect(body(result.log)).toEqual([
      'hostile',
      '::stop-commands::***',
      `::add-mask::${SECRET}`,
      '::error::no',
      '::Token-1::',
      '##[error]yes',
    ]);
    expect(result.commands.map(({ name }) => name)).toEqual(['stop-commands', 'token-1', 'error']);
    expect(() => assertNothingLeaked(result, [SECRET])).toThrow();
  });

  it('hide the message of an annotation, but none of its properties', async () => {
    const result = await runAction(
      action(({ out, secret }) => {
        out(`::add-mask::${secret}\n`);
        out(`::error title=${secret},file=${secret}::m ${secret}\n`);
      }),
    );
    expect(result.annotations).toEqual([
      { level: 'error', message: 'm ***', title: SECRET, file: SECRET },
    ]);
    expect(() => assertNothingLeaked(result, [SECRET])).toThrow();
  });
});

describe('commands', () => {
  it('are obeyed on both streams, in both syntaxes, wherever a lone \\r lets them begin', async () => {
    const result = await runAction(
      action(({ out, err }) => {
        err('x ##[warning]from stderr\n');
        out('detail\r::notice::after CR\rrest\n  ::set-output name=a::1\n');
        out('::save-state name=s::2\n::group::G\n::endgroup::\n::debug::hidden\n');
        out('::unknown::u\nlast ##[error]e');
      }),
    );
    expect(body(result.log)).toEqual([
      '##[warning]from stderr',
      'detail',
      '##[notice]after CR',
      'rest',
      '##[group]G',
      '##[endgroup]',
      '::unknown::u',
      '##[error]e',
    ]);
    expect(result.outputs).toEqual({ a: '1' });
    expect(result.state).toEqual({ s: '2' });
    expect(result.conclusion).toBe('success');
    expect(result.commands.at(3)).toEqual({
      name: 'save-state',
      properties: { name: 's' },
      data: '2',
    });
  });

  it('fail the step where they are refused', async () => {
    const result = await runAction(
      action(({ out }) => {
        out('::set-env name=A::1\n::add-path::/x\n::set-output::v\n::echo::maybe\n');
        out('::add-matcher::missing.json\n::add-mask::\n::remove-matcher::\n');
      }),
    );
    expect(result).toMatchObject({ exitCode: 0, conclusion: 'failure', commands: [{}, {}] });
    const messages = result.annotations.map(({ level, message }) => `${level}: ${message}`);
    expect(messages.filter((message) => message.includes('Unable'))).toEqual([
      "error: Unable to process command '::set-env name=A::1' successfully.",
      "error: Unable to process command '::add-path::/x' successfully.",
      "error: Unable to process command '::set-output::v' successfully.",
      "error: Unable to process command '::echo::maybe' successfully.",
      "error: Unable to process command '::add-matcher::missing.json' successfully.",
    ]);
    expect(messages.filter((message) => message.startsWith('warning'))).toHaveLength(2);
  });

  it('are echoed when that is on, but for the value of add-mask', async () => {
    const code = ({ out, secret }: Io) =>
      out(`::echo::on\n::set-output name=a::1\n::add-mask::${secret}\n::debug::d\n`);
    expect(body((await runAction(action(code))).log)).toEqual([
      '::set-output name=a::1',
      '::add-mask::***',
    ]);
    const debugged = await runAction(action(code, { env: { RUNNER_DEBUG: '1' } }));
    expect(body(debugged.log)).toContain('##[debug]d');
  });

  it('end the step when a stop token cannot be one', async () => {
    const result = await runAction(action(({ out }) => out('::stop-commands::ERROR\nunread\n')));
    expect(result.conclusion).toBe('failure');
    expect(result.log).not.toContain('unread');
  });

  it('show a stop token of at most six characters', async () => {
    const result = await runAction(action(({ out }) => out('##[stop-commands]123456\n::error::m')));
    expect(body(result.log)).toEqual(['##[stop-commands]123456', '::error::m']);
  });

  it('do not include the runner’s own markers', async () => {
    const result = await runAction(action(({ out }) => out('a ##[start-action x]\n')));
    expect(body(result.log)).toEqual(['a ##[\\start-action x]']);
  });
});

describe('annotations', () => {
  it('are ten of a level, and all are logged', async () => {
    const result = await runAction(
      action(({ out }) => {
        for (let i = 1; i < 13; i += 1) out(`::error::e${i}\n::warning::w${i}\n`);
      }),
    );
    expect(result.annotations).toHaveLength(20);
    expect(result.annotations.at(-1)).toEqual({ level: 'warning', message: 'w10' });
    expect(body(result.log)).toHaveLength(24);
  });

  it('are masked, then cut, and are on files of the workspace', async () => {
    const result = await runAction(
      action(({ out, secret }) => {
        const file = `${process.env.GITHUB_WORKSPACE}/a.yml`;
        const message = `${'x'.repeat(4090)}${secret}${secret}tail`;
        out(`::add-mask::${secret}\n`);
        out(`::error file=${file},line=2,endLine=2,col=3,endColumn=9::${message}\n`);
      }),
    );
    const message = `${'x'.repeat(4090)}***tai`;
    const place = { file: 'a.yml', line: 2, endLine: 2, column: 3, endColumn: 9 };
    expect(result.annotations).toEqual([{ level: 'error', message, ...place }]);
  });
});

describe('command files', () => {
  it('are read after the end, even a bad one', async () => {
    const result = await runAction(
      action(({ file }) => {
        file('OUTPUT', 'a=1\nIDS=x\nids<<E\n{\n}\nE\n');
        file('STATE', 's=1\n');
        file('ENV', 'X=1\nnode_options=--inspect\n');
        file('PATH', '/bin/x\n');
        process.exitCode = 3;
      }),
    );
    expect(result).toMatchObject({
      exitCode: 3,
      conclusion: 'failure',
      outputs: { a: '1', IDS: '{\n}' },
      state: { s: '1' },
      exported: { X: '1' },
      paths: ['/bin/x'],
    });
    expect(result.annotations).toMatchObject([
      { message: expect.stringContaining('NODE_OPTIONS') },
    ]);
  });

  it('fail the step when a heredoc is cut, and keep what came before', async () => {
    const result = await runAction(action(({ file }) => file('OUTPUT', 'a=1\nb<<E\nhalf')));
    expect(result).toMatchObject({ exitCode: 0, conclusion: 'failure', outputs: { a: '1' } });
  });

  it('are read after a kill too', async () => {
    const running = startAction(
      action(({ file, out }) => {
        file('OUTPUT', 'a=1\n');
        out('ready\n');
        setInterval(() => {}, 1000);
      }),
    );
    await running.waitForLog(/^ready$/m);
    running.kill();
    const { signal, exitCode, conclusion, outputs, timedOut } = await running.done;
    expect({ signal, exitCode, conclusion, outputs, timedOut }).toEqual({
      signal: 'SIGKILL',
      exitCode: null,
      conclusion: 'failure',
      outputs: { a: '1' },
      timedOut: false,
    });
  });

  it('lose, from job to job, what a mask would change and what is empty', async () => {
    const result = await runAction(
      action(({ out, file, secret }) => {
        out(`::add-mask::${secret}\n`);
        file('OUTPUT', `ids={"a":"whk_1"}\nempty=\nsecret=${secret}\n`);
        file('OUTPUT', `encoded=x${Buffer.from(secret).toString('base64')}\n`);
      }),
    );
    expect(result.outputs.secret).toBe(SECRET);
    expect(result.jobOutputs).toEqual({ ids: '{"a":"whk_1"}' });
    assertNothingLeaked(result, [SECRET]);
  });

  it('set no outputs on a step without an id', async () => {
    const options = { env: { GITHUB_ACTION: '__self' } };
    const result = await runAction(action(({ file }) => file('OUTPUT', 'a=1\n'), options));
    expect(result.outputs).toEqual({});
  });
});

describe('the summary', () => {
  it('is masked line by line', async () => {
    const result = await runAction(
      action(({ out, file }) => {
        out('::add-mask::two%0Alines\n');
        file('STEP_SUMMARY', 'a two\r\nlines b');
      }),
    );
    expect(result.summary).toBe('a ***\n*** b\n');
  });

  it('is not uploaded beyond 1 MiB, and the step stays green', async () => {
    const full = await runAction(
      action(({ file }) => file('STEP_SUMMARY', 'x'.repeat(1024 * 1024))),
    );
    expect(full.summary).toHaveLength(1024 * 1024 + 1);
    const result = await runAction(
      action(({ file }) => file('STEP_SUMMARY', 'x'.repeat(1024 * 1024 + 1))),
    );
    expect(result).toMatchObject({ summary: '', conclusion: 'success' });
    expect(result.annotations).toMatchObject([{ message: expect.stringContaining('1024k') }]);
  });
});

describe('assertNothingLeaked', () => {
  const secret = 'wh<sec>"1\'&?~ÿ-secret-value';

  it.each([
    ['raw', secret],
    ['a part', secret.slice(5, 17)],
    ['upper case', secret.toUpperCase()],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64 of more, by one', Buffer.from(`u${secret}!`).toString('base64')],
    ['base64 of more, by two', Buffer.from(`u:${secret}!`).toString('base64')],
    ['base64url', Buffer.from(secret).toString('base64url')],
    ['hex', Buffer.from(secret).toString('hex')],
    ['URI', encodeURIComponent(secret)],
    ['JSON', JSON.stringify(secret)],
    ['HTML', secret.replaceAll('<', '&lt;').replaceAll("'", '&#39;').replaceAll('-', '&#x2D;')],
    ['Markdown', secret.replace(/\W/g, '\\$&')],
  ])('finds a secret that is visible: %s', async (_, text) => {
    const code = ({ out }: Io) => out(process.env.TEXT ?? '');
    const result = await runAction(action(code, { env: { TEXT: text } }));
    expect(() => assertNothingLeaked(result, ['unrelated', secret])).toThrow('secrets[1]');
  });

  it.each([
    ['summary', ({ file, secret }: Io) => file('STEP_SUMMARY', secret)],
    ['job outputs', ({ file, secret }: Io) => file('OUTPUT', `a=${secret}\n`)],
    ['exports', ({ file, secret }: Io) => file('ENV', `a=${secret}\n`)],
    [
      'titles',
      ({ out, secret }: Io) => out(`::add-mask::${secret}\n::notice title=${secret}::m\n`),
    ],
  ])('looks at %s', async (_, code) => {
    const result = await runAction(action(code));
    expect(() => assertNothingLeaked(result, [SECRET])).toThrow('secrets[0]');
  });

  it('is content with less than a part, and with what was masked', async () => {
    const result = await runAction(
      action(({ out, secret }) => out(`::add-mask::${secret}\n${secret} ${secret.slice(0, 11)}\n`)),
    );
    expect(() => assertNothingLeaked(result, [SECRET, ''])).not.toThrow();
  });
});

describe('the process', () => {
  it('ends by itself on a signal that it heeds', async () => {
    const running = startAction(
      action(({ out }) => {
        process.on('SIGINT', () => {
          out('bye');
          process.exit(130);
        });
        out('ready\n');
        setInterval(() => {}, 1000);
      }),
    );
    await running.waitForLog(/ready/);
    running.signal('SIGINT');
    const result = await running.done;
    expect(result).toMatchObject({ exitCode: 130, signal: null, conclusion: 'failure' });
    expect(body(result.log)).toEqual(['ready', 'bye']);
  });

  it('is killed when its time is over', async () => {
    const result = await runAction(action(() => setInterval(() => {}, 1000), { timeoutMs: 300 }));
    expect(result).toMatchObject({ timedOut: true, signal: 'SIGKILL', conclusion: 'failure' });
  });

  it('is awaited in the log only while it can still come', async () => {
    const ended = startAction(action(({ out }) => out('a\n')));
    await expect(ended.waitForLog(/never/)).rejects.toThrow('ended without /never/');
    const running = startAction(action(() => setInterval(() => {}, 1000)));
    await expect(running.waitForLog(/never/, 50)).rejects.toThrow('50 ms went by');
    running.kill();
    await running.done;
  });

  it('leaves its raw bytes', async () => {
    const result = await runAction(
      action(({ out, err }) => {
        out('a\r\n');
        err(Buffer.of(0xff));
      }),
    );
    expect([...result.stdout, ...result.stderr]).toEqual([0x61, 0x0d, 0x0a, 0xff]);
  });

  it('gets SIGINT, SIGTERM and SIGKILL when it is cancelled', async () => {
    const { result, ms } = await cancelled;
    expect(body(result.log)).toEqual(['ready', 'SIGINT', 'SIGTERM']);
    expect(result).toMatchObject({ signal: 'SIGKILL', timedOut: false });
    expect(ms).toBeGreaterThan(9_900);
  });
});
