/** Each workflow of the README, and of the docs, run from the YAML as it stands there, through its story. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ConduitServerOptions } from '../../../testing/conduit-server.ts';
import { pastedInto, printed } from '../../../testing/decisions.ts';
import { temporaryFolder } from '../../../testing/folders.ts';
import { emptyRepository, gitOn, stateIn } from '../../../testing/git.ts';
import { startGitHubServer } from '../../../testing/github-server.ts';
import { manifestFor, manifestPath, writeManifest } from '../../../testing/manifests.ts';
import { fencedBlocks } from '../../../testing/markdown.ts';
import { assertClean, output } from '../../../testing/project.ts';
import type { RunResult } from '../../../testing/runner/index.ts';
import { conduit, fileRemote } from '../../../testing/temporary.ts';
import { type JobRun, runWorkflow, type Surroundings } from '../../../testing/workflow.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');
const blocks = ['README.md', 'docs/behaviour.md']
  .flatMap((page) => fencedBlocks(read(page)))
  .filter(({ language }) => language === 'yaml');
const workflows = blocks.filter(({ text }) => /^jobs:/m.test(text));
const pieces = blocks.filter((block) => !workflows.includes(block));

/** The text of the only one of `some` below a heading. */
function under(heading: string, some: typeof blocks): string {
  const [found, ...more] = some.filter((block) => block.heading === heading);
  if (found === undefined || more.length > 0) throw new Error(`Not one block: ${heading}`);
  return found.text;
}

const first = 'Your first green run';
const manifest = under(first, pieces);
const edited = manifest.replace('/conduit/payments', '/conduit/new');

/** Programs that stand in for scripts of the repository, and for those of the machine, and what each is given. */
const scripts: Record<string, string> = {
  'set-webhook-secret.sh': '"$WEBHOOK_ID" "$WEBHOOK_SECRET"',
  'set-webhook-secrets.sh': '"$WEBHOOK_SECRETS"',
  'deploy.sh': '"$WEBHOOK_SECRET"',
  curl: '"$@"',
};

/** A repository at GitHub, and a Conduit account in each environment. */
async function scene(options: ConduitServerOptions = {}) {
  const servers = { sandbox: await conduit(options), live: await conduit(options) };
  const remote = fileRemote();
  const [repository, kept] = [temporaryFolder(), temporaryFolder()];
  writeManifest(repository, manifest);
  for (const [name, words] of Object.entries(scripts)) {
    const script = `#!/bin/sh\nprintf '%s\\n' ${words} >> ${kept}/${name}\n`;
    writeFileSync(join(repository, name), script, { mode: 0o755 });
  }
  let runs = 100;
  const credentials = (environment: string | undefined): Record<string, string> => {
    if (environment === undefined) return {};
    const { apiKey, apiSecret } = servers[environment as keyof typeof servers];
    return { CONDUIT_API_KEY: apiKey, CONDUIT_API_SECRET: apiSecret, CHAT_URL: 'https://chat.example.com/hook' };
  };
  return {
    servers,
    remote,
    repository,
    credentials,
    /** One run of a workflow; each step of the action must keep every secret, and have the permission that it needs. */
    async run(text: string, world: Partial<Surroundings> = {}): Promise<JobRun[]> {
      runs += 1;
      let permission = '';
      const jobs = await runWorkflow(text, {
        folder: temporaryFolder(),
        repository,
        programs: repository,
        secrets: credentials,
        token(contents) {
          permission = contents;
          return 'ghs_0123456789abcdef';
        },
        more({ mode, environment }) {
          expect(permission).toBe(mode === 'register' ? 'write' : 'read');
          return environment === undefined ? {} : { 'api-url': servers[environment as keyof typeof servers].url };
        },
        ...world,
        env: { ...remote.env, GITHUB_RUN_ID: String(runs), ...world.env },
      });
      for (const result of resultsOf(jobs)) for (const server of Object.values(servers)) assertClean(result, server);
      return jobs;
    },
    /** What a script has been given, in all runs so far. */
    given(name: string): string[] {
      const file = join(kept, name);
      return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    },
  };
}

/** The results of this action's steps. */
function resultsOf(jobs: JobRun[]): RunResult[] {
  return jobs.flatMap(({ steps }) => steps.flatMap(({ result }) => result ?? []));
}

const conclusions = (jobs: JobRun[]) => jobs.map(({ conclusion }) => conclusion);

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

it('registers in the sandbox with the first workflow; a pull request of a fork shows mistakes and the plan', async () => {
  const { servers, repository, run } = await scene();
  expect(conclusions(await run(under(first, workflows)))).toEqual(['success']);
  expect(servers.sandbox.webhooks).toMatchObject([{ url: 'https://hooks.staging.example.com/conduit/payments' }]);

  const pullRequest = (text: string) => {
    writeManifest(repository, text);
    return run(under('Pull request', workflows), { secrets: () => ({}) });
  };
  const jobs = await pullRequest(edited);
  expect(conclusions(jobs)).toEqual(['success', 'failure', 'success']);
  const [, sandbox, live] = resultsOf(jobs) as [RunResult, RunResult, RunResult];
  expect(printed(sandbox, 'replace payments')).toMatch(/^replace payments whk_/);
  expect(output(live, 'to-create')).toEqual(['payments']);

  const mistaken = await pullRequest(manifest.replace('transaction.completed', 'transaction.complete'));
  expect(conclusions(mistaken)).toEqual(['failure', 'skipped', 'skipped']);
  const line = manifest.split('\n').findIndex((one) => one.includes('transaction.completed')) + 1;
  expect(resultsOf(mistaken)).toMatchObject([{ annotations: [{ file: manifestPath, line }] }]);
  expect([servers.sandbox.requests.length, servers.live.requests.length]).toEqual([1, 0]);
});

it('adopts a webhook that exists already, by the ID that is declared', async () => {
  const { servers, repository, run } = await scene();
  writeManifest(repository, pastedInto(manifest, under('Already have webhooks? Adopt them first', pieces)));
  const jobs = await run(under('Release', workflows));
  expect(conclusions(jobs)).toEqual(['success']);
  expect(servers.live.requests).toEqual([]);
  expect(output(resultsOf(jobs)[0] as RunResult, 'ids')).toEqual({ payments: 'whk_2ofTA13AD0xBtbEvBl20aEb1hEu' });
});

it('passes signing secrets on: of a release that is cancelled, run again with verify, or decided by hand', async () => {
  let cancel = () => {};
  const { servers, repository, run, given } = await scene({
    respond(_, __, next) {
      cancel();
      next();
    },
  });
  const release = under('Release', workflows);
  const taken = () => given('set-webhook-secret.sh');
  const onAction = (one: () => void) => {
    cancel = one;
  };
  expect(conclusions(await run(release, { onAction }))).toEqual(['failure']);
  cancel = () => {};
  const [created] = servers.live.webhooks;
  expect(taken()).toEqual([created?.id, created?.secret]);
  expect(given('deploy.sh')).toEqual([]);

  const again = release.replace(/( +)mode: register\n/, '$&$1verify: true\n');
  expect(conclusions(await run(again))).toEqual(['success']);
  expect(taken().slice(2)).toEqual([created?.id, created?.secret]);
  expect(given('deploy.sh')).toHaveLength(1);

  writeManifest(repository, edited);
  const asked = await run(release);
  expect(conclusions(asked)).toEqual(['failure']);
  const decisions = printed(resultsOf(asked)[0] as RunResult, 'replace payments');
  expect(conclusions(await run(release, { inputs: { decisions } }))).toEqual(['success']);
  const { id, url, secret } = servers.live.webhooks.at(-1) ?? {};
  expect(url).toBe('https://hooks.example.com/conduit/new');
  expect(taken().slice(4)).toEqual([id, secret]);
  expect(given('deploy.sh')).toHaveLength(2);
});

it('registers every manifest in every environment, and a question stops its own job alone', async () => {
  const { servers, remote, repository, run, given } = await scene();
  const workflow = under('Every environment, several manifests', workflows);
  const declare = (name: string, webhooks: Record<string, object>) => {
    mkdirSync(join(repository, name), { recursive: true });
    writeFileSync(join(repository, name, 'webhooks.yml'), manifestFor(webhooks));
  };
  declare('payments', { payments: {}, old: {} });
  const part = workflow.replace('[sandbox, live]', '[live]').replace('[payments, ledger]', '[payments]');
  expect(conclusions(await run(part))).toEqual(['success']);

  declare('payments', { payments: { environments: { live: { url: 'https://hooks.example.com/new' } } } });
  declare('ledger', { ledger: {} });
  const jobs = await run(workflow);
  expect(conclusions(jobs)).toEqual(['success', 'success', 'failure', 'success']);
  expect(output(resultsOf(jobs)[2] as RunResult, 'undecided')).toEqual(['payments']);
  const state = stateIn(remote.git, 'refs/conduit-webhooks/ledger/sandbox');
  expect(Object.keys(state?.webhooks ?? {})).toEqual(['ledger']);
  const secrets = given('set-webhook-secrets.sh').flatMap((one) => Object.values(JSON.parse(one)));
  const all = [...servers.sandbox.webhooks, ...servers.live.webhooks];
  expect(secrets.sort()).toEqual(all.map(({ secret }) => secret).sort());
  const [, , message = '', url] = given('curl');
  expect(url).toBe('https://chat.example.com/hook');
  const { id } = servers.live.webhooks.find((one) => one.url.endsWith('/old')) ?? {};
  expect(JSON.parse(message).text).toContain(`Delete: [{"name":"old","id":"${id}"}]. In use: {`);
});

it('brings signing secrets to other jobs, also to a deploy that is run again', async () => {
  const heading = 'Signing secrets for other jobs';
  const { servers, repository, run, credentials, given } = await scene();
  const github = await startGitHubServer({ environments: ['sandbox', 'live'] });
  writeManifest(repository, pastedInto(manifest, under(heading, pieces)));
  const asked: unknown[] = [];
  const world: Partial<Surroundings> = {
    vars: { SECRETS_APP_CLIENT_ID: 'Iv23exampleexample' },
    secrets: (environment) => ({
      ...(environment ? credentials(environment) : { SECRETS_APP_KEY: 'a key' }),
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
    for (let runs = 0; runs < 2; runs += 1) {
      expect(conclusions(await run(under(heading, workflows), world))).toEqual(['success', 'success']);
    }
  } finally {
    await github.close();
  }
  expect(asked[0]).toEqual({
    'client-id': 'Iv23exampleexample',
    'private-key': 'a key',
    'permission-environments': 'write',
  });
  expect(servers.live.requests.length).toBe(1);
  const secret = servers.live.webhooks[0]?.secret;
  expect(given('deploy.sh')).toEqual([secret, secret]);
});

it('keeps the state in a file that the workflow commits', async () => {
  const { servers, repository, run, given } = await scene();
  const workflow = under('State in a file', workflows);
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
