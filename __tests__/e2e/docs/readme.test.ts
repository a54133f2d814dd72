/** Each workflow of the README, run from the YAML as it stands there. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { ConduitServer } from '../../../testing/conduit-server.ts';
import { printed } from '../../../testing/decisions.ts';
import { stateIn } from '../../../testing/git.ts';
import { startGitHubServer } from '../../../testing/github-server.ts';
import { manifestFor, manifestPath, writeManifest } from '../../../testing/manifests.ts';
import { fencedBlocks } from '../../../testing/markdown.ts';
import type { RunResult } from '../../../testing/runner/index.ts';
import { type JobRun, runWorkflow, type Surroundings } from '../../../testing/workflow.ts';
import { output } from '../state/support.ts';
import { assertClean, conduit, httpRemote, temporaryFolder } from '../support.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
const blocks = fencedBlocks(readme).filter(({ language }) => language === 'yaml');
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

/** A repository at GitHub, and a Conduit account in each environment. */
async function scene() {
  const servers: Record<Environment, ConduitServer> = {
    sandbox: await conduit(),
    live: await conduit(),
  };
  const remote = await httpRemote({ token: tokens.write, readOnlyToken: tokens.read });
  const repository = temporaryFolder();
  writeManifest(repository, manifest);
  let runs = 100;

  /** One run of a workflow; each step of the action must keep every secret. */
  async function run(text: string, world: Partial<Surroundings> = {}): Promise<JobRun[]> {
    runs += 1;
    const jobs = await runWorkflow(text, {
      folder: temporaryFolder(),
      repository,
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
  });
  return { servers, remote, repository, run, credentials };
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

it('finds each workflow under its own heading', () => {
  expect(workflows.map(({ heading }) => heading)).toEqual([
    first,
    'Pull request',
    'Release',
    'Every environment',
    'Several manifests',
    'Decisions by hand',
    'Signing secrets for other jobs',
  ]);
});

describe('the first green run', () => {
  it('registers the webhook in the sandbox, and the next sends nothing', async () => {
    const { servers, run } = await scene();
    const jobs = await run(workflowOf(first));
    expect(conclusions(jobs)).toEqual(['success']);
    expect(urls(servers.sandbox)).toEqual(['https://hooks.staging.example.com/conduit/payments']);
    const again = await run(workflowOf(first));
    expect(conclusions(again)).toEqual(['success']);
    expect(output(resultOf(again), 'unchanged')).toEqual(['payments']);
    expect(servers.sandbox.requests.length).toBe(1);
    expect(servers.live.requests.length).toBe(0);
  });
});

describe('webhooks that exist already', () => {
  it('are adopted by the ID that is declared', async () => {
    const { servers, repository, run } = await scene();
    const given = load(manifestOf('You have webhooks already?')) as Declared;
    writeManifest(repository, merged(manifest, given));
    const jobs = await run(workflowOf('Release'));
    expect(conclusions(jobs)).toEqual(['success']);
    expect(servers.live.requests.length).toBe(0);
    const id = given.webhooks.payments?.environments?.live?.id;
    expect(output(resultOf(jobs), 'ids')).toEqual({ payments: id });
  });
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

describe('a pull request', () => {
  const workflow = workflowOf('Pull request');
  /** As a fork has it. */
  const fork: Partial<Surroundings> = { secrets: () => ({}) };

  it('is checked and planned without a secret', async () => {
    const { servers, run } = await scene();
    const jobs = await run(workflow, fork);
    expect(conclusions(jobs)).toEqual(['success', 'success', 'success']);
    expect(resultsOf(jobs).map(({ outputs }) => outputs['to-create'])).toEqual([
      undefined,
      '["payments"]',
      '["payments"]',
    ]);
    expect(servers.sandbox.requests.length + servers.live.requests.length).toBe(0);
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

  it('shows the question that the release would ask', async () => {
    const { repository, run } = await scene();
    await run(workflowOf(first));
    writeManifest(repository, manifest.replace('/conduit/payments', '/conduit/new'));
    const jobs = await run(workflow, fork);
    expect(conclusions(jobs)).toEqual(['success', 'failure', 'success']);
    expect(printed(resultOf(jobs, 1), 'replace payments')).toMatch(/^replace payments whk_/);
  });
});

/** A script that the repository has, which keeps what it was given in a file. */
function addScript(repository: string, name: string, variables: string[]): () => string[] {
  const file = join(temporaryFolder(), 'given');
  const values = variables.map((one) => `"$${one}"`).join(' ');
  writeFileSync(join(repository, name), `#!/bin/sh\nprintf '%s\\n' ${values} > ${file}\n`, {
    mode: 0o755,
  });
  return () => readFileSync(file, 'utf8').trimEnd().split('\n');
}

describe('a release', () => {
  it('registers in live, and gives the signing secret to the next step, once', async () => {
    const { servers, repository, run } = await scene();
    const given = addScript(repository, 'set-webhook-secret.sh', ['WEBHOOK_ID', 'WEBHOOK_SECRET']);
    const [job] = await run(workflowOf('Release'));
    const [webhook] = servers.live.webhooks;
    expect(job).toMatchObject({ conclusion: 'success' });
    expect(given()).toEqual([webhook?.id, webhook?.secret]);
    const [again] = await run(workflowOf('Release'));
    expect(again).toMatchObject({ conclusion: 'success' });
    expect(again?.steps.length).toBe(2);
    expect(servers.live.requests.length).toBe(1);
  });

  it('gives the signing secret on although another webhook is refused', async () => {
    const { servers, repository, run } = await scene();
    const given = addScript(repository, 'set-webhook-secret.sh', ['WEBHOOK_ID', 'WEBHOOK_SECRET']);
    const organizationId = `client_${'x'.repeat(27)}`;
    writeManifest(
      repository,
      manifestFor({
        payments: {},
        refused: { environments: { live: { organizationId }, sandbox: false } },
      }),
    );
    const { apiKey, apiSecret } = servers.live;
    const refusing = await conduit({
      apiKey,
      apiSecret,
      respond: ({ text }, reply, next) => {
        if (text.includes(organizationId)) reply.writeHead(400).end();
        else next();
      },
    });
    const [job] = await run(workflowOf('Release'), { more: () => ({ 'api-url': refusing.url }) });
    expect(job?.conclusion).toBe('failure');
    expect(given()[1]).toBe(refusing.webhooks[0]?.secret);
  });
});

describe('every environment', () => {
  it('is registered with its own credentials', async () => {
    const { servers, run } = await scene();
    const jobs = await run(workflowOf('Every environment'));
    expect(conclusions(jobs)).toEqual(['success', 'success']);
    expect(urls(servers.sandbox)).toEqual(['https://hooks.staging.example.com/conduit/payments']);
    expect(urls(servers.live)).toEqual(['https://hooks.example.com/conduit/payments']);
  });
});

describe('several manifests', () => {
  it('have a state each', async () => {
    const { servers, remote, repository, run } = await scene();
    for (const name of ['payments', 'ledger']) {
      mkdirSync(join(repository, name));
      writeFileSync(join(repository, name, 'webhooks.yml'), manifestFor({ [name]: {} }));
    }
    const jobs = await run(workflowOf('Several manifests'));
    expect(conclusions(jobs)).toEqual(['success', 'success']);
    expect(servers.sandbox.webhooks.length).toBe(2);
    for (const name of ['payments', 'ledger']) {
      const state = stateIn(remote.git, `refs/conduit-webhooks/${name}/sandbox`);
      expect(Object.keys(state?.webhooks ?? {})).toEqual([name]);
    }
  });
});

describe('a decision by hand', () => {
  it('is the line that a run printed', async () => {
    const { servers, repository, run } = await scene();
    await run(workflowOf(first));
    writeManifest(repository, manifest.replace('/conduit/payments', '/conduit/new'));
    const asked = await run(workflowOf(first));
    expect(conclusions(asked)).toEqual(['failure']);
    const decision = printed(resultOf(asked), 'replace payments');
    const decided = await run(workflowOf('Decisions by hand'), {
      inputs: { environment: 'sandbox', decision },
    });
    expect(conclusions(decided)).toEqual(['success']);
    expect(urls(servers.sandbox).at(-1)).toBe('https://hooks.staging.example.com/conduit/new');
    const after = await run(workflowOf(first));
    expect(conclusions(after)).toEqual(['success']);
    expect(servers.sandbox.requests.length).toBe(2);
  });
});

describe('signing secrets for other jobs', () => {
  it('reach a later job of the same run through the GitHub environment', async () => {
    const heading = 'Signing secrets for other jobs';
    const { servers, repository, run, credentials } = await scene();
    const github = await startGitHubServer({ environments: ['sandbox', 'live'] });
    const given = addScript(repository, 'deploy.sh', ['WEBHOOK_SECRET']);
    writeManifest(repository, merged(manifest, load(manifestOf(heading)) as Declared));
    const asked: unknown[] = [];
    try {
      const jobs = await run(workflowOf(heading), {
        vars: { SECRETS_APP_CLIENT_ID: 'Iv23exampleexample' },
        secrets: (environment) => ({
          ...(environment ? credentials(environment as Environment) : { SECRETS_APP_KEY: 'a key' }),
          ...Object.fromEntries(
            [...github.secrets(environment)].map(([name, { value }]) => [name, value]),
          ),
        }),
        env: { GITHUB_API_URL: github.url },
        actions: {
          'actions/create-github-app-token': (inputs) => {
            asked.push(inputs);
            return { token: github.token };
          },
        },
      });
      expect(asked).toEqual([
        {
          'client-id': 'Iv23exampleexample',
          'private-key': 'a key',
          'permission-environments': 'write',
        },
      ]);
      expect(conclusions(jobs)).toEqual(['success', 'success']);
      expect(given()).toEqual([servers.live.webhooks[0]?.secret]);
    } finally {
      await github.close();
    }
  });
});
