/** The step's inputs and the runner's variables: what is wrong with them is said before anything is sent. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestOf, manifestPath } from '../../testing/manifests.ts';
import { type RunOptions, type RunResult, startAction } from '../../testing/runner/index.ts';
import { assertOwnCommandsOnly, createdBody, idOf, lists, summaryText } from './api/helpers.ts';
import {
  assertClean,
  conduit,
  register,
  registerOptions,
  temporaryFolder,
  workspaceWith,
} from './support.ts';

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
  expect(result.log).toContain('Nothing was sent.');
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

describe('an input', () => {
  /** In the order in which they are said. */
  const cases: Array<[inputs: Record<string, string>, says: string]> = [
    [{ mode: 'Register' }, 'The input "mode" is "Register". Did you mean "register"?'],
    [{ mode: 'apply' }, 'The input "mode" is "apply". Use "validate", "plan" or "register".'],
    [{ mode: 'register\nplan', environment: 'live' }, 'input "mode" is "register\\nplan"'],
    [{ environment: 'Sandbox' }, 'The input "environment" is "Sandbox". Did you mean "sandbox"?'],
    [
      { environment: 'production' },
      'The input "environment" is "production". Use "live" or "sandbox".',
    ],
    [{ environment: '' }, 'Mode register needs the input "environment". Use "live" or "sandbox".'],
    [{ environment: ' \t' }, 'Mode register needs the input "environment"'],
    [{ state: 'None' }, 'input "state" is "None". Use git, git:NAME, file:PATH or none.'],
    [{ state: 'none:x' }, 'input "state" is "none:x"'],
    [{ state: 'git:' }, 'input "state" is "git:". In git:NAME'],
    [{ state: 'git:a/b' }, 'input "state" is "git:a/b". In git:NAME'],
    [{ state: 'git:../x' }, 'input "state" is "git:../x". In git:NAME'],
    [{ state: 'git:-x' }, 'input "state" is "git:-x". In git:NAME'],
    [{ state: `git:${'a'.repeat(65)}` }, 'NAME has at most 64 letters'],
    [{ state: 'file:' }, 'input "state" is "file:". In file:PATH, PATH is a file in the workspace'],
    [{ state: 'file:../state.json' }, 'PATH is a file in the workspace'],
    [{ state: 'file:/etc/state.json' }, 'PATH is a file in the workspace'],
    [{ 'on-change': 'Replace' }, 'input "on-change" is "Replace". Did you mean "replace"?'],
    [{ decisions: 'replace payments' }, 'input "decisions", line 1: The ID after "payments" is'],
    [
      { decisions: 'keep payments 3f9a2c1e\n\n- accept payments whk_1' },
      'input "decisions", line 3: "accept" is not a decision. Use "replace", "keep" or "gone".',
    ],
    [{ decisions: '::error::x payments y' }, 'line 1: ":\\:error:\\:x" is not a decision'],
    [{ decisions: 'gone @state whk_1' }, 'Only "keep" can be about "@state"'],
    [{ 'api-url': 'http://gateway.example.com' }, 'input "api-url" must begin with https://'],
    [{ 'api-url': 'http://127.0.0.1.example.com' }, 'input "api-url" must begin with https://'],
    [{ 'api-url': 'http://localhost.example.com' }, 'input "api-url" must begin with https://'],
    [{ 'api-url': 'ftp://127.0.0.1' }, 'input "api-url" must begin with https://'],
    [
      { 'api-url': 'https://user:swordfish-1@gateway.example.com' },
      'input "api-url" contains credentials',
    ],
    [
      { 'api-url': 'https://gateway.example.com/?token=swordfish-1' },
      'input "api-url" has a query or a fragment',
    ],
    [{ 'api-url': 'https://gateway.example.com/#x' }, 'input "api-url" has a query or a fragment'],
    [{ 'api-url': 'https://gateway.example.com/base?' }, 'has a query or a fragment'],
    [{ 'api-url': 'https://gateway.example.com/base#' }, 'has a query or a fragment'],
    [{ 'api-url': 'gateway.example.com' }, 'input "api-url" is not a URL'],
    [{ 'api-url': 'https://' }, 'input "api-url" is not a URL'],
    ...['0', '17', 'abc', '1.5', '-1', '1e1', '0x2', '٤', '4 4', '999999999999'].map(
      (value): [Record<string, string>, string] => [
        { concurrency: value },
        `input "concurrency" is "${value}". Use a whole number from 1 to 16.`,
      ],
    ),
    ...['0', '601', 'abc', '1.5', '-1'].map((value): [Record<string, string>, string] => [
      { 'timeout-seconds': value },
      `input "timeout-seconds" is "${value}". Use a whole number from 1 to 600.`,
    ]),
    [{ 'secrets-token': 'ghp_ a' }, 'input "secrets-token" has a space'],
  ];
  /** Each run has at most one case of an input: what it says of one it says beside the others. */
  const runs: Array<typeof cases> = [];
  for (const one of cases) {
    const inputs = Object.keys(one[0]);
    const isFree = (run: typeof cases) =>
      run.every(([given]) => !inputs.some((key) => key in given));
    const free = runs.find(isFree);
    if (free === undefined) runs.push([one]);
    else free.push(one);
  }

  it.each(runs.map((run) => [Object.assign({}, ...run.map(([inputs]) => inputs)), run] as const))(
    '%o is an error in each',
    async (inputs, run) => {
      const result = await refused({ inputs }, ...run.map(([, says]) => says));
      expect(result.stdout.toString()).not.toContain('swordfish');
    },
  );

  it('is one of many that are wrong: all are said in one run', async () => {
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
          'api-secret': 'short',
        },
        env: { NODE_DEBUG: 'http' },
      },
      'input "environment" is "prod"',
      'input "state" is "here"',
      'input "on-change" is "no"',
      'input "api-url" is not a URL',
      'input "concurrency" is "0"',
      'input "timeout-seconds" is "x"',
      'input "api-key" has a space, a line break',
      'input "api-secret" has fewer than 8 characters',
      'NODE_DEBUG is set',
    );
  });

  it('api-url with a credential in it is refused, since state would record it', async () => {
    const inputs = { 'api-secret': 'swordfish-1', 'api-url': 'https://a.example.com/swordfish-1' };
    const result = await refused({ inputs }, 'input "api-url" contains a credential');
    expect(saidBy(result)).not.toContain('swordfish');
  });

  it.each(['http://github.example.com/api/v3', 'github.example.com'])(
    'secrets-token goes to no GITHUB_API_URL such as %s',
    async (url) => {
      await refused(
        { inputs: { 'secrets-token': 'ghp_swordfish-1' }, env: { GITHUB_API_URL: url } },
        'GITHUB_API_URL is not an https URL. The input "secrets-token" would be sent there',
      );
    },
  );

  it.each([
    ['https_proxy', 'localhost:3128', 'is not the URL of a proxy'],
    ['https_proxy', 'user:swordfish-1@proxy.example.com:3128', 'is not the URL of a proxy'],
    ['https_proxy', 'socks5://proxy.example.com', 'is not the URL of a proxy'],
    ['https_proxy', 'http://user:swordfish/1@proxy.example.com:3128', 'must be percent-encoded'],
    ['https_proxy', 'http://user:sword%fish@proxy.example.com', 'must be percent-encoded'],
    ['ALL_PROXY', 'http://user:swordfish/1@proxy.example.com:3128', 'must be percent-encoded'],
    ['ALL_PROXY', 'user:sword#fish@proxy.example.com:3128', 'must be percent-encoded'],
  ])('is not needed to see that %s must not be %s', async (name, value, why) => {
    const result = await refused({ env: { [name]: value } }, why);
    expect(saidBy(result)).toContain(name);
    expect(saidBy(result)).not.toContain('sword');
  });

  it('that is blank has its default', async () => {
    const server = await conduit();
    const blank = Object.fromEntries(
      ['manifest', 'on-change', 'decisions', 'concurrency', 'timeout-seconds'].map((name) => [
        name,
        ' ',
      ]),
    );
    const result = await register(server, workspaceWith(manifestOf('payments')), { inputs: blank });
    expect(result.exitCode).toBe(0);
    expect(server.webhooks).toHaveLength(1);
  });

  it('that does not exist at all has its default too', async () => {
    const server = await conduit();
    const inputs = { manifest: undefined, concurrency: undefined, 'timeout-seconds': undefined };
    const result = await register(server, workspaceWith(manifestOf('payments')), { inputs });
    expect(result.exitCode).toBe(0);
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
  it.each([
    [{ 'api-key': '', 'api-secret': '' }, '(empty: api-key, api-secret)'],
    [{ 'api-key': undefined, 'api-secret': undefined }, '(not given: api-key, api-secret)'],
    [{ 'api-key': undefined, 'api-secret': ' \n ' }, '(not given: api-key; empty: api-secret)'],
  ])('%o: one error tells missing from empty, and says why it may be', async (inputs, says) => {
    const [message] = errorsOf(await refused({ inputs }, says));
    expect(message).toContain('a fork or from Dependabot');
    expect(message).toContain('the job has no `environment:`');
    expect(message).not.toContain('This run');
  });

  it('that are empty for a pull request or for Dependabot name that cause', async () => {
    const inputs = { 'api-key': '', 'api-secret': '' };
    await refused(
      { inputs, env: { GITHUB_EVENT_NAME: 'pull_request' } },
      'This run is for a pull_request event. Use mode validate there',
    );
    await refused(
      { inputs, env: { GITHUB_EVENT_NAME: 'pull_request', GITHUB_ACTOR: 'dependabot[bot]' } },
      'Dependabot started this run',
    );
  });

  const hidden = 'k3y-of-th3-t3sts';
  it.each([
    ['a line break', `${hidden}\n${hidden}2`],
    ['a carriage return', `${hidden}\rX-Other: 1`],
    ['a space', `${hidden} ${hidden}2`],
    ['a tab', `${hidden}\t2`],
    ['a letter beyond ASCII', `${hidden}é`],
    ['an invisible character', `${hidden}\u200b`],
  ])('with %s in them are refused, and not shown', async (_, value) => {
    for (const name of ['api-key', 'api-secret']) {
      const result = await refused(
        { inputs: { [name]: value }, secrets: [value] },
        `input "${name}" has a space, a line break or another character that no HTTP header can carry`,
      );
      expect(result.visible).not.toContain(hidden);
    }
  });

  it('that are too short, or the same, are refused', async () => {
    await refused({ inputs: { 'api-key': 'abc1234' } }, 'input "api-key" has fewer than 8');
    await refused(
      { inputs: { 'api-key': hidden, 'api-secret': hidden } },
      'inputs "api-key" and "api-secret" have the same value',
    );
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
      { level: 'warning', message: expect.stringContaining('begins with "ck_"') },
    ]);
  });
});

describe('the environment of the process', () => {
  it('that turns certificate checks off, or prints headers, is refused', async () => {
    await refused({ env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }, 'NODE_TLS_REJECT_UNAUTHORIZED=0');
    await refused({ env: { NODE_DEBUG: 'http' } }, 'NODE_DEBUG is set');
  });

  it.each([
    ['is not set', () => ''],
    ['is not there', () => join(temporaryFolder(), 'missing')],
    ['is a folder', () => temporaryFolder()],
    ['has no space left', () => '/dev/full'],
  ])('whose output file %s: nothing is sent, and validate still validates', async (_, path) => {
    const env = { GITHUB_OUTPUT: path() };
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
        /^The step outputs could not be written .*They lack the signing secret of a\./,
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
    symlinkSync('loop.yml', join(folder, 'loop.yml'));
    symlinkSync('nowhere.yml', join(folder, 'dangling.yml'));
    symlinkSync(manifestPath, join(folder, 'link-in.yml'));
    symlinkSync('.github', join(folder, 'folder-in'));
    execFileSync('mkfifo', [join(folder, 'pipe.yml')]);
    return folder;
  }

  it.each([
    ['../conduit-webhooks.yml', 'is outside the workspace'],
    ['/etc/passwd', 'is outside the workspace'],
    ['.github/../../x.yml', 'is outside the workspace'],
    ['link-out.yml', 'is a symlink'],
    ['folder-out/outside.yml', 'is a symlink out of the workspace'],
    ['loop.yml', 'is a symlink'],
    ['dangling.yml', 'is a symlink'],
    ['link-in.yml', 'is a symlink'],
    ['missing.yml', 'does not exist'],
    ['.github', 'is a folder'],
    ['pipe.yml', 'is not a regular file'],
    ['a\r::error::b.yml', 'does not exist'],
  ])('%j: %s', async (manifest, says) => {
    const server = await conduit();
    const folder = workspace();
    const validated = await startAction({ workspace: folder, inputs: { manifest } }).done;
    assertOwnCommandsOnly(validated);
    expect(validated).toMatchObject({ exitCode: 1, timedOut: false, outputs: { valid: 'false' } });
    for (const told of [validated.log, errorsOf(validated).join(), summaryText(validated)]) {
      expect(told).toContain(says);
    }
    expect(validated.log).not.toContain('root:');
    const registered = await register(server, folder, { inputs: { manifest } });
    expect(registered.exitCode).toBe(1);
    expect(server.connections).toBe(0);
  });

  it('may be written with dots, and lead through a folder that is a symlink', async () => {
    for (const manifest of [
      'folder-in/conduit-webhooks.yml',
      './.github/../.github/conduit-webhooks.yml',
    ]) {
      const server = await conduit();
      const result = await register(server, workspace(), { inputs: { manifest } });
      assertClean(result, server);
      expect(result.exitCode).toBe(0);
      expect(server.webhooks).toHaveLength(1);
    }
  });

  it('is not taken from a workspace that is not there', async () => {
    const server = await conduit();
    const result = await register(server, workspaceWith(manifestOf('a')), {
      env: { GITHUB_WORKSPACE: '/nonexistent/workspace' },
    });
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain('a step must check out the repository first');
    expect(server.connections).toBe(0);
  });
});

it('an ID that two replies share is still passed on under both names', async () => {
  const server = await conduit({
    respond: (request, reply) => {
      reply.writeHead(201, { 'Content-Type': 'application/json' });
      reply.end(JSON.stringify(createdBody(request)));
    },
  });
  const result = await register(server, workspaceWith(manifestOf('a', 'b')));
  expect(JSON.parse(result.outputs.ids ?? '')).toEqual({ a: idOf(), b: idOf() });
});
