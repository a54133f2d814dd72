import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/folders.ts';
import { manifestOf } from '../../testing/manifests.ts';
import { register } from '../../testing/project.ts';
import type { RunOptions, RunResult } from '../../testing/runner/index.ts';
import { conduit, workspaceWith } from '../../testing/temporary.ts';
import { assertOwnCommandsOnly, summaryText } from './api/helpers.ts';

/** Runs register with these inputs, and expects that nothing is sent and that `says` are the errors, in order. */
async function refused(options: Partial<RunOptions>, ...says: Array<string | RegExp>) {
  const server = await conduit();
  const secrets = [server.apiKey, server.apiSecret, ...(options.secrets ?? [])];
  const result = await register(server, workspaceWith(manifestOf('payments')), { ...options, secrets });
  assertOwnCommandsOnly(result);
  expect(server.connections).toBe(0);
  expect(result).toMatchObject({ exitCode: 1, conclusion: 'failure', timedOut: false });
  expect(errorsOf(result)).toEqual(
    says.map((text) => (typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text))),
  );
  expect(result.outputs).not.toHaveProperty('payments-id');
  for (const error of errorsOf(result)) {
    expect(result.log).toContain(`✗ ${error}`);
    expect(summaryText(result)).toContain(error.replaceAll('`', ''));
  }
  expect(result.log).toContain('No requests were sent to Conduit.');
  return result;
}

function errorsOf({ annotations }: RunResult): string[] {
  return annotations.filter(({ level }) => level === 'error').map(({ message }) => message);
}

it('wrong inputs have no command obeyed and no credential shown that is in them', async () => {
  const hidden = ['k3y-of-th3-t3sts', 's3cr3t-f0r-a-run'];
  const [key = '', secret = ''] = hidden.map((value) => `${value}\r\nX-Other: 1${value}`);
  const { visible, stdout } = await refused(
    {
      secrets: [key, secret],
      inputs: {
        mode: 'register\nplan',
        environment: 'Sandbox',
        'api-key': key,
        'api-secret': secret,
        state: 'file:../state.json',
        'on-change': '##[add-mask]ask',
        decisions: '::error::x payments y',
        'api-url': 'https://user:swordfish-1@gateway.example.com',
        concurrency: '٤',
        'secrets-token': 'ghp_ a',
      },
    },
    'input "mode" is "register\\nplan"',
    'The input "environment" is "Sandbox". Did you mean "sandbox"?',
    'input "api-key" contains a space, a line break or another character that is not allowed in an HTTP header',
    'input "api-secret" contains a space',
    'input "api-url" contains credentials',
    'PATH must be inside the workspace',
    'input "on-change" is "##',
    'line 1: ":\\:error:\\:x" is not a decision',
    'input "secrets-token" contains a space',
    'input "concurrency" is "٤". Use a whole number from 1 to 16.',
  );
  for (const value of hidden) expect(visible).not.toContain(value);
  expect(stdout.toString()).not.toContain('swordfish');
});

it('inputs are wrong that would have a credential recorded, sent unencrypted or printed', async () => {
  const { stdout } = await refused(
    {
      inputs: {
        'api-key': 'swordfish-1',
        'api-secret': 'swordfish-1',
        'api-url': 'https://a.example.com/swordfish-1',
        'secrets-token': 'ghp_swordfish-1',
      },
      env: {
        GITHUB_API_URL: 'http://github.example.com/api/v3',
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        https_proxy: 'user:swordfish-1@proxy.example.com:3128',
        HTTPS_PROXY: 'http://user:swordfish/1@proxy.example.com:3128',
        ALL_PROXY: 'user:sword#fish@proxy.example.com:3128',
      },
    },
    'inputs "api-key" and "api-secret" have the same value',
    'NODE_TLS_REJECT_UNAUTHORIZED=0',
    'input "api-url" contains one of the credentials',
    /https_proxy.* is not the URL of a proxy/,
    /HTTPS_PROXY.* must be percent-encoded/,
    /ALL_PROXY.* must be percent-encoded/,
    'GITHUB_API_URL is not an https URL, so the action does not send "secrets-token" there',
  );
  // Masks aside.
  expect(stdout.toString().replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('sword');
});

it('credentials with blanks around them are masked both ways before all else, and sent without', async () => {
  const server = await conduit({ apiKey: 'ck_0123456789abcdef' });
  const [key, secret] = [` ${server.apiKey}\n`, `${server.apiSecret}\r\n`];
  const result = await register(server, workspaceWith(manifestOf('payments')), {
    inputs: { 'api-key': key, 'api-secret': secret },
  });
  expect(result.exitCode).toBe(0);
  expect(server.webhooks).toHaveLength(1);
  const first = result.commands.slice(0, 4).map(({ name, data }) => (name === 'add-mask' ? data : name));
  expect(first).toEqual([key, server.apiKey, secret, server.apiSecret]);
  expect(result.stdout.toString()).toMatch(/^(::add-mask::.*\n){4}/);
  // A key of version 2 of the API.
  expect(result.annotations).toMatchObject([
    { level: 'warning', message: expect.stringContaining('starts with "ck_"') },
  ]);
});

it('an output file that breaks in between: nothing more is sent, and it says what was lost', async () => {
  const output = join(temporaryFolder(), 'output');
  writeFileSync(output, '');
  const server = await conduit({
    respond(_request, _reply, next) {
      rmSync(output);
      mkdirSync(output);
      next();
    },
  });
  const result = await register(server, workspaceWith(manifestOf('a', 'b', 'c')), {
    inputs: { concurrency: '1' },
    env: { GITHUB_OUTPUT: output },
  });
  expect(result.exitCode).toBe(1);
  expect(server.requests).toHaveLength(1);
  expect(result.log).toContain(server.webhooks[0]?.id);
  expect(errorsOf(result)).toContainEqual(
    expect.stringMatching(/^The step outputs could not be written .*The signing secret of a is missing\b/),
  );
});
