/** The step's inputs and the runner's variables: what is wrong with them is said before anything is sent. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestOf } from '../../testing/manifests.ts';
import { type RunOptions, type RunResult, startAction } from '../../testing/runner/index.ts';
import { assertOwnCommandsOnly, createdBody, idOf, lists, summaryText } from './api/helpers.ts';
import { conduit, register, registerOptions, temporaryFolder, workspaceWith } from './support.ts';

/** Runs register with these inputs, and expects that nothing is sent and that `says` are the errors, in order. */
async function refused(options: Partial<RunOptions>, ...says: Array<string | RegExp>) {
  const server = await conduit();
  const workspace = workspaceWith(manifestOf('payments'));
  const secrets = [server.apiKey, server.apiSecret, ...(options.secrets ?? [])];
  const result = await register(server, workspace, { ...options, secrets });
  assertOwnCommandsOnly(result);
  expect(server.connections).toBe(0);
  expect(result).toMatchObject({ exitCode: 1, conclusion: 'failure', timedOut: false });
  expect(errorsOf(result)).toEqual(
    says.map((text) =>
      typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text),
    ),
  );
  expect(result.outputs).not.toHaveProperty('payments-id');
  for (const error of errorsOf(result)) {
    expect(result.log).toContain(`✗ ${error}`);
    if (result.summary !== '') expect(summaryText(result)).toContain(error.replaceAll('`', ''));
  }
  expect(result.log).toContain('No requests were sent to Conduit.');
  return result;
}

function errorsOf({ annotations }: RunResult): string[] {
  return annotations.filter(({ level }) => level === 'error').map(({ message }) => message);
}

/** What the action printed, masks aside. */
function saidBy({ stdout }: RunResult): string {
  const lines = stdout.toString().split('\n');
  return lines.filter((line) => !line.startsWith('::add-mask::')).join('\n');
}

describe('wrong inputs', () => {
  it('are all said in one run', async () => {
    await refused(
      {
        inputs: {
          environment: 'prod',
          state: 'here',
          'on-change': 'no',
          'api-url': 'nowhere',
          concurrency: '0',
          'timeout-seconds': 'x',
          'api-key': 'f1rst-l1ne-0f-1t\r\nX-Evil: 1',
          'api-secret': 'sh0rt',
        },
        env: { NODE_DEBUG: 'http' },
      },
      'input "environment" is "prod"',
      'input "api-key" contains a space, a line break',
      'input "api-secret" is shorter than 8 characters',
      'input "api-url" is not a URL',
      'input "state" is "here"',
      'input "on-change" is "no"',
      'input "concurrency" is "0"',
      'input "timeout-seconds" is "x"',
      'Remove NODE_DEBUG',
    );
  });

  it('have no command obeyed and no credential shown that is in them', async () => {
    const { stdout } = await refused(
      {
        inputs: {
          mode: 'register\nplan',
          environment: 'Sandbox',
          state: 'file:../state.json',
          'on-change': '##[add-mask]ask',
          decisions: '::error::x payments y',
          'api-url': 'https://user:swordfish-1@gateway.example.com',
          concurrency: '٤',
          'timeout-seconds': '1.5',
          'secrets-token': 'ghp_ a',
        },
      },
      'input "mode" is "register\\nplan"',
      'The input "environment" is "Sandbox". Did you mean "sandbox"?',
      'input "api-url" contains credentials',
      'PATH is a file in the workspace',
      'input "on-change" is "##',
      'line 1: ":\\:error:\\:x" is not a decision',
      'input "secrets-token" contains a space',
      'input "concurrency" is "٤". Use a whole number from 1 to 16.',
      'input "timeout-seconds" is "1.5". Use a whole number from 1 to 600.',
    );
    expect(stdout.toString()).not.toContain('swordfish');
  });

  it('would have a credential recorded, sent unencrypted or printed', async () => {
    const result = await refused(
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
    expect(saidBy(result)).not.toContain('sword');
  });
});

describe('an input', () => {
  it('that is blank, or does not exist at all, has its default', async () => {
    const server = await conduit();
    const inputs = {
      ...{ manifest: ' ', 'on-change': ' ', decisions: ' ' },
      ...{ concurrency: undefined, 'timeout-seconds': undefined },
    };
    const result = await register(server, workspaceWith(manifestOf('payments')), { inputs });
    expect(result.exitCode).toBe(0);
    expect(server.webhooks).toHaveLength(1);
  });

  it('api-url may be a gateway with a path', async () => {
    const server = await conduit({
      respond: (request, reply) => {
        reply.writeHead(201, { 'Content-Type': 'application/json' });
        reply.end(JSON.stringify(createdBody(request)));
      },
    });
    await register(server, workspaceWith(manifestOf('payments')), {
      inputs: { 'api-url': ` ${server.url}/conduit/v1// ` },
    });
    expect(server.requests.map(({ path }) => path)).toEqual(['/conduit/v1/webhooks']);
  });
});

describe('credentials', () => {
  it('that are missing or empty are one error, which says why that may be', async () => {
    const inputs = { 'api-key': undefined, 'api-secret': ' \n ' };
    const says = '(not given: api-key; empty: api-secret)';
    const [message] = errorsOf(await refused({ inputs }, says));
    expect(message).toContain('forks and Dependabot get no secrets');
    expect(message).toContain('the job has the `environment:` that they belong to');
    expect(message).not.toContain('This run');
  });

  it.each([
    ['a line break', '\n2'],
    ['a carriage return', '\rX-Other: 1'],
    ['a space', ' 2'],
    ['a tab', '\t2'],
    ['a letter beyond ASCII', 'é'],
    ['an invisible character', '\u200b'],
  ])('with %s in them are refused, and not shown', async (_, end) => {
    const hidden = { 'api-key': 'k3y-of-th3-t3sts', 'api-secret': 's3cr3t-f0r-a-run' };
    const names = Object.keys(hidden);
    const values = Object.values(hidden);
    const given = values.map((value) => `${value}${end}${value}`);
    const result = await refused(
      { inputs: Object.fromEntries(names.map((name, n) => [name, given[n]])), secrets: given },
      ...names.map(
        (name) =>
          `input "${name}" contains a space, a line break or another character that is not allowed in an HTTP header`,
      ),
    );
    for (const value of values) expect(result.visible).not.toContain(value);
  });

  it('with blanks around them are sent without, and hidden both ways', async () => {
    const server = await conduit();
    const given = { 'api-key': ` ${server.apiKey}\n`, 'api-secret': `${server.apiSecret}\r\n` };
    const result = await register(server, workspaceWith(manifestOf('payments')), { inputs: given });
    expect(result.exitCode).toBe(0);
    expect(server.webhooks).toHaveLength(1);
    expect(result.masks).toEqual(expect.arrayContaining(Object.values(given)));
    expect(result.masks).toEqual(expect.arrayContaining([server.apiKey, server.apiSecret]));
  });

  it('are masked before anything else is printed', async () => {
    const server = await conduit();
    const options = registerOptions(server, workspaceWith(manifestOf('payments')));
    const { stdout } = await startAction({ ...options, secrets: [] }).done;
    const lines = stdout.toString().split('\n');
    const first = lines.slice(
      0,
      lines.findIndex((line) => !line.startsWith('::add-mask::')),
    );
    expect(new Set(first)).toEqual(
      new Set([`::add-mask::${server.apiKey}`, `::add-mask::${server.apiSecret}`]),
    );
  });

  it('of version 2 of the API are warned of', async () => {
    const server = await conduit({ apiKey: 'ck_0123456789abcdef' });
    const result = await register(server, workspaceWith(manifestOf('payments')));
    expect(result.exitCode).toBe(0);
    expect(result.annotations).toMatchObject([
      { level: 'warning', message: expect.stringContaining('starts with "ck_"') },
    ]);
  });
});

describe('the environment of the process', () => {
  it.each([
    ['is not set', ''],
    ['has no space left', '/dev/full'],
  ])('whose output file %s: nothing is sent, and validate still validates', async (_, path) => {
    const env = { GITHUB_OUTPUT: path };
    const result = await refused({ env }, 'The step outputs cannot be written');
    expect(result.stdout.toString()).not.toContain('set-output');
    const workspace = workspaceWith(manifestOf('payments'));
    const validated = await startAction({ workspace, env }).done;
    expect(validated.exitCode).toBe(0);
    expect(validated.stdout.toString()).not.toContain('set-output');
  });

  it('whose output file breaks in between: nothing more is sent, and it says what was lost', async () => {
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
      expect.stringMatching(
        /^The step outputs could not be written .*The signing secret of a is missing\b/,
      ),
    );
  });

  it.each([
    ['is not set', () => '', []],
    ['cannot be written', () => temporaryFolder(), [/^The job summary could not be written/]],
  ])('whose summary file %s: a warning at most', async (_, path, says) => {
    const server = await conduit();
    const result = await register(server, workspaceWith(manifestOf('payments')), {
      env: { GITHUB_STEP_SUMMARY: path() },
    });
    expect(result.exitCode).toBe(0);
    expect(lists(result)).toEqual({ created: ['payments'] });
    expect(result.annotations).toMatchObject(
      says.map((text) => ({ level: 'warning', message: expect.stringMatching(text) })),
    );
  });

  it('without a step ID loses outputs, but the IDs are in the log and the summary', async () => {
    const server = await conduit();
    const result = await register(server, workspaceWith(manifestOf('payments')), {
      env: { GITHUB_ACTION: '__self' },
    });
    expect(result.outputs).toEqual({});
    expect(result.log).toContain(server.webhooks[0]?.id);
  });
});

describe('the manifest’s path', () => {
  /** A workspace where each of these stands at a place of its own. */
  function workspace(): string {
    const folder = workspaceWith(manifestOf('payments'));
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'outside.yml'), manifestOf('payments'));
    symlinkSync(join(outside, 'outside.yml'), join(folder, 'link-out.yml'));
    symlinkSync(outside, join(folder, 'folder-out'));
    symlinkSync('.github', join(folder, 'folder-in'));
    execFileSync('mkfifo', [join(folder, 'pipe.yml')]);
    return folder;
  }

  it.each([
    ['/etc/passwd', 'is outside the workspace'],
    ['link-out.yml', 'is a symlink'],
    ['folder-out/outside.yml', 'is a symlink that leads outside the workspace'],
    ['pipe.yml', 'is not a regular file'],
    ['a\r::error::b.yml', 'does not exist'],
  ])('%j: %s', async (manifest, says) => {
    const result = await startAction({ workspace: workspace(), inputs: { manifest } }).done;
    assertOwnCommandsOnly(result);
    expect(result).toMatchObject({ exitCode: 1, timedOut: false, outputs: { valid: 'false' } });
    for (const told of [result.log, errorsOf(result).join(), summaryText(result)]) {
      expect(told).toContain(says);
    }
    expect(result.log).not.toContain('root:');
  });

  it('that cannot be taken has nothing sent', async () => {
    const server = await conduit();
    const inputs = { manifest: 'link-out.yml' };
    const result = await register(server, workspace(), { inputs });
    expect(result.exitCode).toBe(1);
    expect(server.connections).toBe(0);
  });

  it('may be written with dots, and lead through a folder that is a symlink', async () => {
    const server = await conduit();
    const inputs = { manifest: './.github/../folder-in/conduit-webhooks.yml' };
    const result = await register(server, workspace(), { inputs });
    expect(result.exitCode).toBe(0);
    expect(server.webhooks).toHaveLength(1);
  });

  it('is not taken from a workspace that is not there', async () => {
    const server = await conduit();
    const result = await register(server, workspaceWith(manifestOf('a')), {
      env: { GITHUB_WORKSPACE: '/nonexistent/workspace' },
    });
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain('Run actions/checkout before this step.');
    expect(server.connections).toBe(0);
  });
});

it('an ID that two replies share is passed on under one name, and the other webhook is asked about', async () => {
  const server = await conduit({
    respond: (request, reply) => {
      reply.writeHead(201, { 'Content-Type': 'application/json' });
      reply.end(JSON.stringify(createdBody(request)));
    },
  });
  const result = await register(server, workspaceWith(manifestOf('a', 'b')));
  expect(JSON.parse(result.outputs.ids ?? '')).toEqual({ a: idOf() });
  expect(result).toMatchObject({ exitCode: 1, outputs: { undecided: '["b"]' } });
});
