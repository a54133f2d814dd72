import { describe, expect, it } from 'vitest';
import { manifestOf, manifestPath } from '../../testing/manifests.ts';
import { type RunOptions, type RunResult, startAction } from '../../testing/runner/index.ts';
import { commands, manifestWith, places } from '../hostile-manifests.ts';
import { assertOwnCommandsOnly, ownLines, summaryRows } from './api/helpers.ts';
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
    expect(lines[0]).toMatch(/^✗ \.github\/conduit-webhooks\.yml:5:9 +error +webhooks\.payments\.events\[0\]: /);
    expect(lines[1]).toContain('5 |       - transaction.complete');
    expect(lines[3]).toMatch(/^✗ \.github\/conduit-webhooks\.yml:7:13 +error +webhooks\.payments\.status: /);
    expect(lines).toContain(`✗ ${manifestPath} is not valid: 2 errors.`);
    expect(summaryRows(result).map((row) => row.slice(0, 3))).toEqual([
      ['Severity', 'Location', 'Field'],
      ['✗ error', '5:9', 'webhooks.payments.events[0]'],
      ['✗ error', '7:13', 'webhooks.payments.status'],
    ]);
    expect(result.summary).toContain('2 errors');
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
  ])('of as many %s as fit ends with a heap of 100 MB and a short log', async (_, text) => {
    const result = await validate(text, { env: { NODE_OPTIONS: '--max-old-space-size=100' } });
    expect(result.exitCode).toBe(1);
    expect(result.annotations.length).toBeGreaterThan(0);
    expect(result.log.length).toBeLessThan(2_000_000);
  });
});
