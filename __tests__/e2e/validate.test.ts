/** Mode validate, as a pull request sees it. */
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestOf, manifestPath } from '../../testing/manifests.ts';
import { type RunOptions, type RunResult, startAction } from '../../testing/runner/index.ts';
import { commands, manifestWith, places, rawCommands } from '../hostile-manifests.ts';
import { assertOwnCommandsOnly, ownLines, summaryRows, summaryText } from './api/helpers.ts';
import { conduit, rawServer, register, temporaryFolder, workspaceWith } from './support.ts';

/** Validates `manifest` with no inputs at all, and checks what holds for every manifest. */
async function validate(manifest: string, options: Partial<RunOptions> = {}): Promise<RunResult> {
  return run(workspaceWith(manifest), options);
}

async function run(workspace: string, options: Partial<RunOptions> = {}): Promise<RunResult> {
  const result = await startAction({ workspace, ...options }).done;
  assertOwnCommandsOnly(result);
  expect(result.stderr.toString()).toBe('');
  expect(result.timedOut).toBe(false);
  expect(result.commands.filter(({ name }) => name === 'add-mask')).toEqual([]);
  const valid = result.exitCode === 0;
  expect(result.outputs).toEqual({ valid: String(valid) });
  expect(result.conclusion).toBe(valid ? 'success' : 'failure');
  return result;
}

function numbered(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join('');
}

describe('a valid manifest', () => {
  it('is green with a line that says so: it needs no credentials, git, token or network', async () => {
    const proxy = await rawServer((socket) => socket.destroy());
    const url = `http://127.0.0.1:${proxy.port}`;
    const result = await validate(manifestOf('payments', 'payouts'), {
      env: {
        PATH: temporaryFolder(),
        HOME: '/nonexistent',
        http_proxy: url,
        https_proxy: url,
        GITHUB_REPOSITORY: '',
        GITHUB_SERVER_URL: url,
        GITHUB_API_URL: url,
      },
      inputs: { 'github-token': '', 'api-key': '', 'api-secret': '' },
    });
    expect(result).toMatchObject({ exitCode: 0, annotations: [], summary: '' });
    expect(ownLines(result)).toEqual([`✓ ${manifestPath} is valid for sandbox and live.`]);
    expect(proxy.connections).toBe(0);
  });

  it('of which only the environment asked for is checked', async () => {
    const manifest = `webhooks:
  payments:
    events: ['*']
    status: enabled
    environments:
      sandbox: { url: https://hooks.example.com/payments }
`;
    const all = await validate(manifest);
    expect(all.exitCode).toBe(1);
    expect(all.annotations).toMatchObject([
      { line: 2, message: expect.stringMatching(/"url" is missing\. .* live only\.$/) },
    ]);
    const sandbox = await validate(manifest, { inputs: { environment: 'sandbox' } });
    expect(sandbox).toMatchObject({ exitCode: 0, annotations: [] });
    expect(sandbox.log).toContain('is valid for sandbox.');
  });

  it('may have base URLs, decisions, and a webhook in one environment alone', async () => {
    const manifest = (decision: string) => `environments:
  sandbox: { baseUrl: https://hooks.example.com/sandbox/ }
  live:
    baseUrl: https://hooks.example.com
    decisions:
      - ${decision}
webhooks:
  payments:
    url: /conduit/payments
    events: ['*']
    status: enabled
    environments:
      live: false
`;
    const valid = await validate(manifest('gone payments whk_2ofTA13AD0xBtbEvBl20aEb1hEu'));
    expect(valid).toMatchObject({ exitCode: 0, annotations: [] });
    const wrong = await validate(
      manifest('goen payments whk_2ofTA13AD0xBtbEvBl20aEb1hEu').replace(/baseUrl: \S+\/ /, ''),
    );
    expect(wrong.annotations).toMatchObject([
      { line: 6, column: 9, message: expect.stringContaining('Did you mean "gone"?') },
      { line: 9, column: 10, message: expect.stringContaining('baseUrl') },
    ]);
    const live = await validate(
      manifest('keep payments 3f9a2c1e').replace('live: false', 'live: {}'),
      {
        inputs: { environment: 'live' },
      },
    );
    expect(live).toMatchObject({ exitCode: 0, annotations: [] });
  });

  it('with warnings is valid, and has them annotated', async () => {
    const result = await validate(`webhooks:
  payments:
    url: http://localhost/payments
    events: [transaction.completed]
    status: enabled
`);
    expect(result.exitCode).toBe(0);
    expect(result.annotations).toMatchObject([
      { level: 'warning', file: manifestPath, line: 3, column: 10, endColumn: 35 },
      { level: 'warning', file: manifestPath, line: 3, column: 10, endColumn: 35 },
    ]);
    expect(result.log).toContain('is valid for sandbox and live: 2 warnings.');
    expect(summaryRows(result)).toHaveLength(3);
  });
});

describe('a manifest with errors', () => {
  it('has each underlined on its own line, with what was meant', async () => {
    const result = await validate(`webhooks:
  payments:
    url: https://hooks.example.com/payments
    events:
      - transaction.complete
      - customer.active
    status: "Enabled"
`);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([
      {
        level: 'error',
        title: 'Conduit webhooks',
        file: manifestPath,
        line: 5,
        endLine: 5,
        column: 9,
        endColumn: 29,
        message: expect.stringMatching(
          /^Unknown event "transaction\.complete"\. Did you mean "transaction\.completed"\?$/i,
        ),
      },
      {
        level: 'error',
        title: 'Conduit webhooks',
        file: manifestPath,
        line: 7,
        endLine: 7,
        column: 13,
        endColumn: 22,
        message: expect.stringMatching(/Did you mean "enabled"\?$/i),
      },
    ]);
    const lines = ownLines(result);
    expect(lines[0]).toMatch(
      /^✗ \.github\/conduit-webhooks\.yml:5:9 +error +webhooks\.payments\.events\[0\]: /,
    );
    expect(lines[1]).toContain('5 |       - transaction.complete');
    expect(lines[3]).toMatch(
      /^✗ \.github\/conduit-webhooks\.yml:7:13 +error +webhooks\.payments\.status: /,
    );
    expect(lines).toContain(`✗ ${manifestPath} is not valid: 2 errors.`);
    expect(summaryRows(result).map((row) => row.slice(0, 3))).toEqual([
      ['Severity', 'Location', 'Field'],
      ['✗ error', '5:9', 'webhooks.payments.events[0]'],
      ['✗ error', '7:13', 'webhooks.payments.status'],
    ]);
    expect(result.summary).toContain('2 errors');
  });

  it('of which there are many has nine annotated, and one that counts the rest', async () => {
    const bad = Array.from({ length: 12 }, (_, n) => `      - wrong.event_${n}\n`).join('');
    const result = await validate(`webhooks:
  payments:
    url: https://hooks.example.com/payments
    status: enabled
    events:
${bad}`);
    expect(result.annotations).toHaveLength(10);
    expect(result.annotations.slice(0, 9).map(({ line }) => line)).toEqual([
      6, 7, 8, 9, 10, 11, 12, 13, 14,
    ]);
    expect(result.annotations[9]).toMatchObject({
      level: 'error',
      message: expect.stringContaining('3 more errors'),
    });
    for (let n = 0; n < 12; n += 1) {
      expect(result.log).toMatch(
        new RegExp(`✗ ${manifestPath}:${n + 6}:9 +error +webhooks\\.payments\\.events\\[${n}\\]`),
      );
    }
    expect(summaryRows(result)).toHaveLength(13);
  });

  it('of which there are thousands is not too much for the summary', async () => {
    const names = Array.from({ length: 8000 }, (_, n) => `name-${n}`);
    const result = await validate(manifestOf(...names).replaceAll('enabled', '<b>'));
    expect(result.annotations).toHaveLength(10);
    expect(result.annotations.at(-1)?.message).toContain('7,991 more errors');
    expect(summaryText(result)).toMatch(/^### Conduit webhooks .*not valid: 8,000 errors/);
    expect(result.summary).toMatch(/[\d,]+ more/);
    expect(result.summary.length).toBeLessThan(1024 * 1024);
    expect(result.log).toContain('7,000 more');
  });

  it('is never sent anywhere', async () => {
    const server = await conduit();
    const manifest = `${manifestOf('payments')}  payouts: { url: https://hooks.example.com/payouts }\n`;
    const result = await register(server, workspaceWith(manifest));
    expect(result.exitCode).toBe(1);
    expect(result.outputs.valid).toBe('false');
    expect(result.outputs.ids ?? '{}').toBe('{}');
    expect(server.connections).toBe(0);
  });
});

describe('a hostile manifest', () => {
  it('with commands everywhere has none obeyed', async () => {
    const result = await validate(manifestWith(commands, places));
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toHaveLength(10);
    const rows = summaryRows(result).slice(1);
    expect(rows.length).toBeGreaterThanOrEqual(commands.length * places.length);
    for (const row of rows) expect(row).toHaveLength(4);
  });

  it.each(rawCommands.slice(0, 2))('that is %j has no command obeyed', async (text) => {
    const result = await validate(text);
    expect(result.exitCode).toBe(1);
    expect(result.masks).toEqual([]);
  });

  it('with markup in it has it shown as text', async () => {
    const markup = [
      '<img src=x onerror=alert(1)>',
      '| x | y |',
      '</table><script>alert(1)</script>',
      '[link](https://evil.example) ![image](https://evil.example/i.png)',
      '`code` **bold** @octocat #1 ~~x~~ $y$',
    ];
    const result = await validate(
      `webhooks: { a: { url: 'https://a.example', status: enabled, events: ${JSON.stringify(markup)} } }`,
    );
    expect(result.summary).not.toMatch(/<(?!\/?code>)|\]\(|\*\*|@octocat/);
    const rows = summaryRows(result).slice(1);
    expect(rows).toHaveLength(markup.length);
    for (const [index, row] of rows.entries()) {
      expect(row).toHaveLength(4);
      expect(row[3]).toContain(markup[index]);
    }
  });

  it.each([
    '::stop-commands::x\n::error::y\r##[add-mask]valid.yml',
    'a,line=9,title=x::%0A::error::b<b>|x|.yml',
  ])('at the path %j has nothing obeyed', async (path) => {
    const workspace = temporaryFolder();
    writeFileSync(join(workspace, path), 'webhooks: { a: { status: on } }\n');
    const result = await run(workspace, { inputs: { manifest: path } });
    expect(result.exitCode).toBe(1);
    expect(result.annotations.length).toBeGreaterThan(0);
    for (const { line } of result.annotations) expect(line).toBe(1);
    expect(result.summary).not.toMatch(/<(?!\/?code>)/);
    for (const row of summaryRows(result)) expect(row).toHaveLength(4);
  });

  it('that is a symlink shows nothing of what it leads to', async () => {
    const workspace = workspaceWith('');
    writeFileSync(join(workspace, '.npmrc'), '//registry.example.com/:_authToken=npm_abcdefghij\n');
    rmSync(join(workspace, manifestPath));
    symlinkSync('../.npmrc', join(workspace, manifestPath));
    const result = await run(workspace);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([
      { message: 'The manifest is a symlink. Use the path of the file itself.' },
    ]);
    expect(`${result.log}${result.summary}`).not.toMatch(/npm_|registry/);
  });

  it('that is another file shows nothing of it', async () => {
    const result = await validate('//registry.example.com/:_authToken=npm_abc');
    expect(result.exitCode).toBe(1);
    expect(`${result.log}${result.summary}`).not.toMatch(/npm_|registry/);
  });

  it.each([
    [
      'webhooks without fields in two environments',
      `webhooks:\n  x: {environments: {live: {}}}\n${numbered(40_000, (n) => `  h${n}: {}\n`)}`,
    ],
    ['wrong events', `webhooks:\n  a:\n    events:\n${'    - &a\n'.repeat(100_000)}`],
    ['values', `[${':,'.repeat(500_000)}]`],
  ])('of as many %s as fit ends with a heap of 100 MB and a short log', async (_, text) => {
    const result = await validate(text, { env: { NODE_OPTIONS: '--max-old-space-size=100' } });
    expect(result.exitCode).toBe(1);
    expect(result.annotations.length).toBeGreaterThan(0);
    expect(result.log.length).toBeLessThan(2_000_000);
  });
});
