/** Each workflow of the README, and of the docs, run from the YAML as it stands there, through its story. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { ConduitServer, ConduitServerOptions } from '../../../testing/conduit-server.ts';
import { printed } from '../../../testing/decisions.ts';
import { emptyRepository, gitOn, stateIn } from '../../../testing/git.ts';
import { startGitHubServer } from '../../../testing/github-server.ts';
import { manifestFor, manifestPath, writeManifest } from '../../../testing/manifests.ts';
import { fencedBlocks } from '../../../testing/markdown.ts';
import type { RunResult } from '../../../testing/runner/index.ts';
import { type JobRun, runWorkflow, type Surroundings } from '../../../testing/workflow.ts';
import { assertClean, conduit, httpRemote, output, temporaryFolder } from '../support.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');
const blocks = ['README.md', 'docs/behaviour.md']
  .flatMap((page) => fencedBlocks(read(page)))
  .filter(({ language }) => language === 'yaml');
const workflows = blocks.filter(({ text }) => /^jobs:/m.test(text));
const first = 'Your first green run';

/** The only workflow below a heading. */
function workflowOf(heading: string): string {
  const [found, ...more] = workflows.filter((block) => block.heading === heading);
  if (found === undefined || more.length > 0) throw new Error(`Not one workflow: ${heading}`);
  return found.text;
}

/** The only other YAML below a heading. */
function manifestOf(heading: string): string {
  const all = blocks.filter((block) => block.heading === heading && !workflows.includes(block));
  const [found, ...more] = all;
  if (found === undefined || more.length > 0) throw new Error(`Not one manifest: ${heading}`);
  return found.text;
}

const manifest = manifestOf(first);

type Environment = 'sandbox' | 'live';
const tokens = { write: 'ghs_mayWrite0123456789abcdef', read: 'ghs_mayRead0123456789abcdef' };

/** Programs that stand in for scripts of the repository, and for those of the machine. */
const scripts: Record<string, string[]> = {
  'set-webhook-secret.sh': ['WEBHOOK_ID', 'WEBHOOK_SECRET'],
  'set-webhook-secrets.sh': ['WEBHOOK_SECRETS'],
  'deploy.sh': ['WEBHOOK_SECRET'],
};

/** A repository at GitHub, and a Conduit account in each environment. */
async function scene(options: ConduitServerOptions = {}) {
  const servers: Record<Environment, ConduitServer> = {
    sandbox: await conduit(options),
    live: await conduit(options),
  };
  const remote = await httpRemote({ token: tokens.write, readOnlyToken: tokens.read });
  const [repository, programs, kept] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  writeManifest(repository, manifest);
  const script = (folder: string, name: string, words: string) =>
    writeFileSync(
      join(folder, name),
      `#!/bin/sh\n[ ! -e ${kept}/break ] || { rm ${kept}/break; exit 1; }\nprintf '%s\\n' ${words} >> ${kept}/${name}\n`,
      { mode: 0o755 },
    );
  for (const [name, variables] of Object.entries(scripts)) {
    script(repository, name, variables.map((one) => `"$${one}"`).join(' '));
  }
  script(programs, 'curl', '"$@"');
  let runs = 100;

  /** One run of a workflow; each step of the action must keep every secret. */
  async function run(text: string, world: Partial<Surroundings> = {}): Promise<JobRun[]> {
    runs += 1;
    const jobs = await runWorkflow(text, {
      folder: temporaryFolder(),
      repository,
      programs,
      secrets: (environment) => (environment ? credentials(environment as Environment) : {}),
      token: (contents) => (contents === 'write' ? tokens.write : tokens.read),
      more: ({ environment }) =>
        environment === undefined ? {} : { 'api-url': servers[environment as Environment].url },
      ...world,
      env: { ...remote.env, GITHUB_RUN_ID: String(runs), ...world.env },
    });
    for (const { result } of jobs.flatMap(({ steps }) => steps)) {
      if (result) for (const server of Object.values(servers)) assertClean(result, server);
    }
    return jobs;
  }

  const credentials = (environment: Environment): Record<string, string> => ({
    CONDUIT_API_KEY: servers[environment].apiKey,
    CONDUIT_API_SECRET: servers[environment].apiSecret,
    CHAT_URL: 'https://chat.example.com/hook',
  });
  return {
    servers,
    remote,
    repository,
    run,
    credentials,
    /** What a script has been given, in all runs so far. */
    given(name: string): string[] {
      const file = join(kept, name);
      return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    },
    /** The next script fails. */
    breakNextScript: () => writeFileSync(join(kept, 'break'), ''),
  };
}

/** The results of this action's steps. */
function resultsOf(jobs: JobRun[]) {
  return jobs.flatMap(({ steps }) => steps.flatMap(({ result }) => result ?? []));
}

/** One of them. */
function resultOf(jobs: JobRun[], index = 0): RunResult {
  const result = resultsOf(jobs)[index];
  if (result === undefined) throw new Error(`There is no result ${index}.`);
  return result;
}

const conclusions = (jobs: JobRun[]) => jobs.map(({ conclusion }) => conclusion);
const urls = ({ webhooks }: ConduitServer) => webhooks.map(({ url }) => url);
const edited = manifest.replace('/conduit/payments', '/conduit/new');

it('finds each workflow under its own heading', () => {
  expect(workflows.map(({ heading }) => heading)).toEqual([
    first,
    'Pull request',
    'Release',
    'Every environment, several manifests',
    'Signing secrets for other jobs',
    'State in a file',
  ]);
});

it('registers in the sandbox with the first workflow, and the next run sends nothing', async () => {
  const { servers, run } = await scene();
  expect(conclusions(await run(workflowOf(first)))).toEqual(['success']);
  expect(urls(servers.sandbox)).toEqual(['https://hooks.staging.example.com/conduit/payments']);
  const again = await run(workflowOf(first));
  expect(conclusions(again)).toEqual(['success']);
  expect(output(resultOf(again), 'unchanged')).toEqual(['payments']);
  expect([servers.sandbox.requests.length, servers.live.requests.length]).toEqual([1, 0]);
});

interface Declared {
  webhooks: Record<string, { environments?: Record<string, { id?: string }> }>;
}

/** The manifest with what a block of the README adds to its webhooks. */
function merged(text: string, { webhooks }: Declared): string {
  const whole = load(text) as Declared;
  for (const [name, fields] of Object.entries(webhooks)) {
    whole.webhooks[name] = { ...whole.webhooks[name], ...fields };
  }
  return JSON.stringify(whole);
}

it('adopts a webhook that exists already, by the ID that is declared', async () => {
  const { servers, repository, run } = await scene();
  const given = load(manifestOf('Already have webhooks? Adopt them first')) as Declared;
  writeManifest(repository, merged(manifest, given));
  const jobs = await run(workflowOf('Release'));
  expect(conclusions(jobs)).toEqual(['success']);
  expect(servers.live.requests.length).toBe(0);
  const id = given.webhooks.payments?.environments?.live?.id;
  expect(output(resultOf(jobs), 'ids')).toEqual({ payments: id });
});

describe('a pull request of a fork', () => {
  const workflow = workflowOf('Pull request');
  const fork: Partial<Surroundings> = { secrets: () => ({}) };

  it('shows without a secret what a release would create, and what it would ask', async () => {
    const { servers, repository, run } = await scene();
    await run(workflowOf(first));
    writeManifest(repository, edited);
    const jobs = await run(workflow, fork);
    expect(conclusions(jobs)).toEqual(['success', 'failure', 'success']);
    expect(printed(resultOf(jobs, 1), 'replace payments')).toMatch(/^replace payments whk_/);
    expect(output(resultOf(jobs, 2), 'to-create')).toEqual(['payments']);
    expect([servers.sandbox.requests.length, servers.live.requests.length]).toEqual([1, 0]);
  });

  it('fails at the line of a mistake, and plans nothing', async () => {
    const { repository, run } = await scene();
    writeManifest(repository, manifest.replace('transaction.completed', 'transaction.complete'));
    const jobs = await run(workflow, fork);
    expect(conclusions(jobs)).toEqual(['failure', 'skipped', 'skipped']);
    const [annotation] = resultOf(jobs).annotations;
    const line = manifest.split('\n').findIndex((one) => one.includes('transaction.completed'));
    expect(annotation).toMatchObject({ file: manifestPath, line: line + 1 });
  });
});

describe('a release', () => {
  const workflow = workflowOf('Release');
  const taken = 'set-webhook-secret.sh';

  it('passes each signing secret on, also that of a decision by hand of the same workflow', async () => {
    const { servers, repository, run, given } = await scene();
    expect(conclusions(await run(workflow))).toEqual(['success']);
    writeManifest(repository, edited);
    const asked = await run(workflow);
    expect(conclusions(asked)).toEqual(['failure']);
    const decisions = printed(resultOf(asked), 'replace payments');
    expect(conclusions(await run(workflow, { inputs: { decisions } }))).toEqual(['success']);
    expect(conclusions(await run(workflow))).toEqual(['success']);
    expect(urls(servers.live).at(-1)).toBe('https://hooks.example.com/conduit/new');
    expect(given(taken)).toEqual(servers.live.webhooks.flatMap(({ id, secret }) => [id, secret]));
    expect(given('deploy.sh').length).toBe(3);
  });

  it('that failed and is run again gets the signing secret from Conduit, with verify', async () => {
    const { servers, run, given, breakNextScript } = await scene();
    breakNextScript();
    expect(conclusions(await run(workflow))).toEqual(['failure']);
    expect(given(taken)).toEqual([]);
    const again = workflow.replace(/( +)mode: register\n/, '$&$1verify: true\n');
    expect(conclusions(await run(again))).toEqual(['success']);
    expect(given(taken)[1]).toBe(servers.live.webhooks[0]?.secret);
  });

  it('that is cancelled passes on what Conduit has sent', async () => {
    let cancel = () => {};
    const { servers, run, given } = await scene({
      respond(_, __, next) {
        cancel();
        next();
      },
    });
    const [job] = await run(workflow, {
      onAction: (one) => {
        cancel = one;
      },
    });
    expect(job?.conclusion).toBe('failure');
    expect(given(taken)[1]).toBe(servers.live.webhooks[0]?.secret);
    expect(given('deploy.sh')).toEqual([]);
  });
});

it('registers every manifest in every environment, and a question stops its own job alone', async () => {
  const { servers, remote, repository, run, given } = await scene();
  const workflow = workflowOf('Every environment, several manifests');
  const declare = (name: string, webhooks: Record<string, object>) => {
    mkdirSync(join(repository, name), { recursive: true });
    writeFileSync(join(repository, name, 'webhooks.yml'), manifestFor(webhooks));
  };
  const live = { url: 'https://hooks.example.com/live' };
  const old = { environments: { live: false, sandbox: { url: 'https://hooks.example.com/old' } } };
  declare('payments', { payments: { environments: { live } }, old });
  declare('ledger', { ledger: {} });
  expect(conclusions(await run(workflow))).toEqual(Array(4).fill('success'));
  expect([servers.sandbox.webhooks.length, servers.live.webhooks.length]).toEqual([3, 2]);
  const state = stateIn(remote.git, 'refs/conduit-webhooks/ledger/sandbox');
  expect(Object.keys(state?.webhooks ?? {})).toEqual(['ledger']);
  const secrets = given('set-webhook-secrets.sh').flatMap((one) => Object.values(JSON.parse(one)));
  const all = [...servers.sandbox.webhooks, ...servers.live.webhooks];
  expect(secrets.sort()).toEqual(all.map(({ secret }) => secret).sort());

  declare('payments', { payments: { environments: { live: { url: `${live.url}/new` } } } });
  const jobs = await run(workflow.replace('[payments, ledger]', '[payments]'));
  expect(conclusions(jobs)).toEqual(['success', 'failure']);
  expect(output(resultOf(jobs, 1), 'undecided')).toEqual(['payments']);
  const [, , message = '', url] = given('curl');
  expect(url).toBe('https://chat.example.com/hook');
  const { id } = servers.sandbox.webhooks.find((one) => one.url.endsWith('/old')) ?? {};
  expect(JSON.parse(message).text).toContain(`Delete: [{"name":"old","id":"${id}"}]. In use: {`);
});

it('brings signing secrets to other jobs, also to a deploy that failed and is run again', async () => {
  const heading = 'Signing secrets for other jobs';
  const { servers, repository, run, credentials, given, breakNextScript } = await scene();
  const github = await startGitHubServer({ environments: ['sandbox', 'live'] });
  writeManifest(repository, merged(manifest, load(manifestOf(heading)) as Declared));
  const asked: unknown[] = [];
  const world: Partial<Surroundings> = {
    vars: { SECRETS_APP_CLIENT_ID: 'Iv23exampleexample' },
    secrets: (environment) => ({
      ...(environment ? credentials(environment as Environment) : { SECRETS_APP_KEY: 'a key' }),
      ...Object.fromEntries([...github.secrets(environment)].map(([name, { value }]) => [name, value])),
    }),
    env: { GITHUB_API_URL: github.url },
    actions: {
      'actions/create-github-app-token': (inputs) => {
        asked.push(inputs);
        return { token: github.token };
      },
    },
  };
  try {
    breakNextScript();
    expect(conclusions(await run(workflowOf(heading), world))).toEqual(['success', 'failure']);
    expect(conclusions(await run(workflowOf(heading), world))).toEqual(['success', 'success']);
  } finally {
    await github.close();
  }
  expect(asked[0]).toEqual({
    'client-id': 'Iv23exampleexample',
    'private-key': 'a key',
    'permission-environments': 'write',
  });
  expect(servers.live.requests.length).toBe(1);
  expect(given('deploy.sh')).toEqual([servers.live.webhooks[0]?.secret]);
});

it('keeps the state in a file that the workflow commits', async () => {
  const { servers, repository, run, given } = await scene();
  const workflow = workflowOf('State in a file');
  const origin = emptyRepository(join(temporaryFolder(), 'origin'));
  gitOn(repository, 'init', '--quiet', '--initial-branch=main');
  gitOn(repository, 'remote', 'add', 'origin', origin);
  expect(conclusions(await run(workflow))).toEqual(['success']);
  expect(given('set-webhook-secrets.sh').length).toBe(1);
  gitOn(repository, 'pull', '--quiet', 'origin', 'main');
  expect(conclusions(await run(workflow))).toEqual(['success']);
  expect(servers.sandbox.requests.length).toBe(1);
  expect(gitOn(origin, 'rev-list', '--count', 'main').trim()).toBe('1');
});
