/** Whose state it is: the manifest's path in the repository, the API URL, and what tells a move from a second one. */
import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { printed, printedIn } from '../../../testing/decisions.ts';
import { refOf, stateIn } from '../../../testing/git.ts';
import { type Declared, manifestFor, manifestPath } from '../../../testing/manifests.ts';
import type { RunResult } from '../../../testing/runner/index.ts';
import { conduit } from '../support.ts';
import { decide, gitProject, output, type Project, planIn, project, token } from './support.ts';

const webhooks = { payments: {}, other: {} };
const both = ['payments', 'other'];

/** Writes a second manifest in the workspace. */
function writeAt(
  { workspace }: Project,
  path: string,
  declared: Record<string, Declared>,
  decisions: string[] = [],
): void {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  writeFileSync(join(workspace, path), manifestFor(declared, { sandbox: { decisions } }));
}

function expectUnchanged(result: RunResult): void {
  expect(result.exitCode, result.log).toBe(0);
  expect(output(result, 'unchanged')).toEqual(both);
}

test('the manifest moved: asked about before anything is sent, back and forth, each move once', async () => {
  const story = await project();
  const { server, register, plan, state } = story;
  await register(webhooks);
  const recorded = state().webhooks;
  const lines: string[] = [];
  let previous = manifestPath;

  for (const path of ['config/webhooks.yml', manifestPath, 'config/webhooks.yml']) {
    const run = { inputs: { manifest: path, decisions: lines.join('\n') } };
    // Where a manifest was, none that declares anything is left.
    const at = (declared: Record<string, Declared>) => {
      writeAt(story, previous, {});
      writeAt(story, path, declared);
      return path === manifestPath ? declared : {};
    };
    const asked = await register(at({ ...webhooks, third: {} }), run);
    const planned = await plan(run);
    for (const result of [asked, planned]) {
      expect(result.exitCode).toBe(1);
      expect(result.log).toContain(`written for another manifest: ${previous}`);
      expect(printedIn(result)).toEqual([printed(asked, 'keep @state')]);
      expect(output(result, 'undecided')).toEqual([...both, 'third']);
      expect(output(result, 'ids')).toEqual({});
    }
    expect(state().webhooks).toEqual(recorded);
    const line = printed(asked, 'keep @state');
    expect(lines).not.toContain(line);
    lines.push(line);

    const decided = { inputs: { manifest: path, decisions: lines.join('\n') } };
    const done = await register(at(webhooks), decided);
    expectUnchanged(done);
    expect(done.log).toMatch(new RegExp(`✓ Applied:\\n {4}${line}$`, 'm'));
    expectUnchanged(await register(at(webhooks), decided));
    expect(state()).toMatchObject({ manifest: path, webhooks: recorded });
    previous = path;
  }
  expect(server.requests).toHaveLength(2);
});

test('the path is that in the repository: a checkout in a subfolder is the same manifest', async () => {
  const { server, workspace, register, state } = await project();
  mkdirSync(join(workspace, '.git'));
  await register(webhooks);
  mkdirSync(join(workspace, 'checkout'));
  renameSync(join(workspace, '.git'), join(workspace, 'checkout', '.git'));
  cpSync(join(workspace, '.github'), join(workspace, 'checkout', '.github'), { recursive: true });

  const moved = await register(webhooks, { inputs: { manifest: `checkout/${manifestPath}` } });

  expectUnchanged(moved);
  expect(state().manifest).toBe(manifestPath);
  expect(server.requests).toHaveLength(2);
});

test('a gateway before the API: asked about once, and what is new is created there', async () => {
  const story = await project();
  const { server, register, plan, record, state } = story;
  await register(webhooks);
  const recorded = state().webhooks;
  const { apiKey, apiSecret } = server;
  const gateway = await conduit({ apiKey, apiSecret });
  const inputs = { 'api-url': gateway.url };

  const asked = await register(webhooks, { inputs });
  const planned = await plan({ inputs });
  const line = printed(asked, 'keep @state');
  for (const result of [asked, planned]) {
    expect(result.exitCode, result.log).toBe(1);
    expect(result.log).toContain(`another Conduit API URL (input \`api-url\`): ${server.url}`);
    expect(result.log).toMatch(/^\? payments +/m);
    expect(output(result, 'undecided')).toEqual(both);
    expect(printed(result, 'keep @state')).toBe(line);
  }
  expect(gateway.connections).toBe(0);

  decide(story, [line]);
  const more = { ...webhooks, third: {} };
  const done = await register(more, { inputs });
  expect(done.exitCode, done.log).toBe(0);
  expect(done.log).toMatch(new RegExp(`^✓ Applied:\\n {4}${line}$`, 'm'));
  expect(output(done, 'created')).toEqual(['third']);
  expect(state()).toMatchObject({ apiUrl: gateway.url, webhooks: recorded });
  const all = { ...recorded, third: record('third') };
  expect(state().webhooks).toEqual(all);
  const ids = Object.entries(all).map(([name, one]) => [name, one?.current?.id]);
  expect(output(done, 'ids')).toEqual(Object.fromEntries(ids));

  for (const again of [await register(more, { inputs }), await register(more, { inputs })]) {
    expect(again.exitCode, again.log).toBe(0);
    expect(output(again, 'unchanged')).toEqual([...both, 'third']);
    expect(again.log).toMatch(new RegExp(`^· .*applied by an earlier run.*${line}`, 'm'));
  }
  const edited = await register({ ...more, payments: { status: 'disabled' } }, { inputs });
  expect(edited.exitCode, edited.log).toBe(1);
  expect(edited.log).toMatch(/^\? payments +changed/m);
  expect(printedIn(edited)).not.toContain(line);
  expect(state().webhooks).toEqual(all);
  expect([server, gateway].map(({ requests }) => requests.length)).toEqual([2, 1]);
  const back = await register(webhooks);
  expect(back.exitCode).toBe(1);
  expect(printed(back, 'keep @state')).not.toBe(line);
});

test('a state in which nothing is recorded binds nobody', async () => {
  const story = await project();
  const { server, register } = story;
  const nowhere = { payments: { environments: { sandbox: false } } } as const;
  await register(nowhere);
  writeAt(story, 'other.yml', { payments: {} });
  const other = await register(nowhere, { inputs: { manifest: 'other.yml' } });
  expect(output(other, 'created'), other.log).toEqual(['payments']);
  expect(server.requests).toHaveLength(1);
});

test('git:NAME: two manifests, or two accounts, in one repository', async () => {
  const story = await gitProject();
  const { server, remote, workspace, register } = story;
  await register(webhooks);
  writeAt(story, 'second.yml', { refunds: {} });
  const second = { manifest: 'second.yml' };
  const named = { ...second, state: 'git:second' };

  const mixed = await register(webhooks, { inputs: second });
  expect(mixed.exitCode).toBe(1);
  expect(mixed.log).toContain('git:NAME');
  const apart = await register(webhooks, { inputs: named });
  expect(output(apart, 'created'), apart.log).toEqual(['refunds']);
  expectUnchanged(await register(webhooks));
  expect(output(await register(webhooks, { inputs: named }), 'unchanged')).toEqual(['refunds']);

  const elsewhere = await conduit();
  const account = { 'api-url': elsewhere.url, state: 'git:account' };
  const credentials = { 'api-key': elsewhere.apiKey, 'api-secret': elsewhere.apiSecret };
  const other = await register(webhooks, {
    inputs: { ...account, ...credentials },
    secrets: [elsewhere.apiKey, elsewhere.apiSecret],
  });
  expect(output(other, 'created'), other.log).toEqual(both);
  const planned = await planIn(remote, elsewhere, workspace, {
    githubToken: token,
    inputs: account,
  });
  expectUnchanged(planned);
  expect(stateIn(remote.git, refOf('sandbox', 'account'))?.apiUrl).toBe(elsewhere.url);
  expect(stateIn(remote.git)?.apiUrl).toBe(server.url);
  expect(server.requests).toHaveLength(3);
});
