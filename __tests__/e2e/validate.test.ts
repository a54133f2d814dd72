/** The action in mode validate, without any inputs. What it finds: the tests of the manifest. */
import { expect, it } from 'vitest';
import { inWords } from '../../src/manifest/problem.ts';
import { environmentNames } from '../../src/options/parsers.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { manifestOf, manifestPath } from '../../testing/manifests.ts';
import { register } from '../../testing/project.ts';
import { type RunOptions, type RunResult, startAction } from '../../testing/runner/index.ts';
import { conduit, rawServer, workspaceWith } from '../../testing/temporary.ts';
import { commands, manifestWith, places } from '../hostile-manifests.ts';
import { assertOwnCommandsOnly, ownLines, summaryRows } from './api/helpers.ts';

/** Validates `manifest`, and checks what holds for every manifest. */
async function validate(manifest: string, options: Partial<RunOptions> = {}): Promise<RunResult> {
  const result = await startAction({ workspace: workspaceWith(manifest), ...options }).done;
  assertOwnCommandsOnly(result);
  expect(result.stderr.toString()).toBe('');
  expect(result.timedOut).toBe(false);
  expect(result.commands.filter(({ name }) => name === 'add-mask')).toEqual([]);
  const valid = result.exitCode === 0;
  expect(result.outputs).toEqual({ valid: String(valid) });
  expect(result.conclusion).toBe(valid ? 'success' : 'failure');
  return result;
}

it('a valid manifest is green with a line that says so: it needs no credentials, git, token or network', async () => {
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
  expect(ownLines(result)).toEqual([`✓ ${manifestPath} is valid for ${inWords(environmentNames)}.`]);
  expect(proxy.connections).toBe(0);
});

it('each error is underlined on its own line, with what was meant', async () => {
  const result = await validate(`webhooks:
  payments:
    url: https://hooks.example.com/payments
    events:
      - transaction.complete
      - customer.active
    status: "Enabled"
`);
  expect(result.exitCode).toBe(1);
  const at = (line: number, column: number, endColumn: number, message: RegExp) => ({
    ...{ level: 'error', title: 'Conduit webhooks', file: manifestPath },
    ...{ line, endLine: line, column, endColumn, message: expect.stringMatching(message) },
  });
  expect(result.annotations).toEqual([
    at(5, 9, 29, /^Unknown event "transaction\.complete"\. Did you mean "transaction\.completed"\?$/i),
    at(7, 13, 22, /Did you mean "enabled"\?$/i),
  ]);
  const lines = ownLines(result);
  for (const expected of [
    /^✗ \.github\/conduit-webhooks\.yml:5:9 +error +webhooks\.payments\.events\[0\]: /,
    /^ +5 \| {7}- transaction\.complete$/,
    /^✗ \.github\/conduit-webhooks\.yml:7:13 +error +webhooks\.payments\.status: /,
  ]) {
    expect(lines).toContainEqual(expect.stringMatching(expected));
  }
  expect(lines).toContain(`✗ ${manifestPath} is not valid: 2 errors.`);
  expect(summaryRows(result).map((row) => row.slice(0, 3))).toEqual([
    ['Severity', 'Location', 'Field'],
    ['✗ error', '5:9', 'webhooks.payments.events[0]'],
    ['✗ error', '7:13', 'webhooks.payments.status'],
  ]);
  expect(result.summary).toContain('2 errors');
});

it('a manifest with errors is never sent anywhere', async () => {
  const server = await conduit();
  const manifest = `${manifestOf('payments')}  payouts: { url: https://hooks.example.com/payouts }\n`;
  const result = await register(server, workspaceWith(manifest));
  expect(result.exitCode).toBe(1);
  expect(result.outputs.valid).toBe('false');
  expect(result.outputs.ids ?? '{}').toBe('{}');
  expect(server.connections).toBe(0);
});

it('of commands everywhere in a manifest, none is obeyed', async () => {
  const result = await validate(manifestWith(commands, places));
  expect(result.exitCode).toBe(1);
  expect(result.annotations).toHaveLength(10);
  const rows = summaryRows(result).slice(1);
  expect(rows.length).toBeGreaterThanOrEqual(commands.length * places.length);
  for (const row of rows) expect(row).toHaveLength(4);
});

it('of another file, nothing is shown', async () => {
  const result = await validate('//registry.example.com/:_authToken=npm_abc');
  expect(result.exitCode).toBe(1);
  expect(`${result.log}${result.summary}`).not.toMatch(/npm_|registry/);
});

const many = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join('');

it.each([
  [
    'webhooks without fields in two environments',
    `webhooks:\n  x: {environments: {live: {}}}\n${many(40_000, (n) => `  h${n}: {}\n`)}`,
  ],
  ['wrong events', `webhooks:\n  a:\n    events:\n${many(100_000, () => '    - &a\n')}`],
])('of as many %s as fit ends with a heap of 100 MB and a short log', async (_, text) => {
  const result = await validate(text, { env: { NODE_OPTIONS: '--max-old-space-size=100' } });
  expect(result.exitCode).toBe(1);
  expect(result.annotations.length).toBeGreaterThan(0);
  expect(result.log.length).toBeLessThan(2_000_000);
});
