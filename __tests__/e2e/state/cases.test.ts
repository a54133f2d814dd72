/** What happens, case by case, with real git on one remote. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expandEvents } from '../../../src/manifest/declarations.ts';
import type { Registered } from '../../../src/state/document.ts';
import {
  type ConduitServer,
  type ConduitServerOptions,
  sendJson,
} from '../../../testing/conduit-server.ts';
import {
  allObjectsOf,
  commitsOf,
  editState,
  gitOn,
  type Remote,
  refOf,
  stateIn,
} from '../../../testing/git.ts';
import { type Declared, manifestFor, writeManifest } from '../../../testing/manifests.ts';
import type { RunOptions, RunResult } from '../../../testing/runner/index.ts';
import { conduit, fileRemote, workspaceWith } from '../support.ts';
import { planIn, registerIn, runNumber } from './support.ts';

/** One repository, one Conduit account, and a workspace whose manifest changes from run to run. */
interface Project {
  server: ConduitServer;
  remote: Remote;
  workspace: string;
  /** Makes the manifest say this, plans, registers, and checks that both say the same. */
  run(webhooks: Record<string, Declared>, options?: Partial<RunOptions>): Promise<RunResult>;
}

const lists = ['unchanged', 'changed', 'removed', 'unknown'] as const;

async function project(respond?: ConduitServerOptions['respond']): Promise<Project> {
  const server = await conduit(respond === undefined ? {} : { respond });
  const remote = fileRemote();
  const workspace = workspaceWith('');
  let runs = 0;
  return {
    server,
    remote,
    workspace,
    async run(webhooks, { env = {}, ...options } = {}) {
      runs += 1;
      writeManifest(workspace, manifestFor(webhooks));
      const all = { ...options, env: { ...runNumber(100 + runs), ...env } };
      const requests = server.requests.length;
      const planned = await planIn(remote, server, workspace, all);
      expect(server.requests.length).toBe(requests);
      const result = await registerIn(remote, server, workspace, all);
      const settled = planned.exitCode === result.exitCode;
      for (const name of settled ? lists : (['unchanged', 'removed'] as const)) {
        expect(planned.outputs[name], planned.log).toBe(result.outputs[name]);
      }
      if (result.exitCode === 0) expect(planned.outputs).toMatchObject(created(result));
      return result;
    },
  };
}

/** What a plan says of a run that went well. */
function created({ outputs }: RunResult): Record<string, string> {
  return { created: outputs.created ?? '', changes: outputs.changes ?? '' };
}

const list = (result: RunResult, name: string) => JSON.parse(result.outputs[name] ?? '') as unknown;
const ids = (result: RunResult) => list(result, 'ids') as Record<string, string>;

test('created once; again it is unchanged, in whatever order its events stand', async () => {
  const { server, remote, run } = await project();
  const events = ['transaction.completed', 'customer.active', 'customer.created'];
  await run({ payments: { events } });
  const commits = commitsOf(remote.git);
  const connections = server.connections;

  const again = await run({ payments: { events: events.toReversed() } });

  expect(list(again, 'unchanged')).toEqual(['payments']);
  expect(ids(again)).toEqual({ payments: server.webhooks[0]?.id });
  expect(again.exitCode).toBe(0);
  expect(server.connections).toBe(connections);
  expect(commitsOf(remote.git)).toBe(commits);
});

test('changed: fails before any request, names every field, and knows three ways on', async () => {
  const { server, run } = await project();
  await run({ payments: {}, other: {} });
  const connections = server.connections;
  const id = server.webhooks.find(({ url }) => url.endsWith('payments'))?.id ?? '';

  const changed = await run({
    payments: { url: 'https://new.example.com/p', events: ['customer.*'], status: 'disabled' },
    other: {},
    third: {},
  });

  expect(changed.exitCode).toBe(1);
  expect(list(changed, 'changed')).toEqual(['payments']);
  expect(list(changed, 'unchanged')).toEqual(['other']);
  expect(list(changed, 'failed')).toEqual(['third']);
  expect(changed.log).toContain(
    'url: recorded https://hooks.example.com/payments, declared https://new.example.com/p',
  );
  expect(changed.log).toContain('events: recorded transaction.completed, declared customer.*');
  expect(changed.log).toContain('status: recorded enabled, declared disabled');
  expect(changed.log).toContain(`id: ${id}`);
  expect(changed.log).toMatch(/accept,.*replace:.*revert:/);
  expect(server.connections).toBe(connections);
});

test('accepted: the recorded id is declared, no request is sent, and it is settled for good', async () => {
  const { server, remote, run } = await project();
  await run({ payments: {} });
  const id = server.webhooks[0]?.id ?? '';

  const accepted = await run({ payments: { status: 'disabled', id } });
  const after = await run({ payments: { status: 'disabled' } });

  expect(accepted.exitCode, accepted.log).toBe(0);
  expect(accepted.outputs.changes).toBe('true');
  expect(accepted.log).toContain(
    'accepted as edited (status: recorded enabled, declared disabled)',
  );
  expect(list(after, 'unchanged')).toEqual(['payments']);
  expect(stateIn(remote.git)?.webhooks.payments).toMatchObject({ status: 'adopted', id });
  expect(server.requests).toHaveLength(1);
});

test('replaced on change: created anew once, and every ID that came before is kept', async () => {
  const { server, remote, run } = await project();
  const onChange = { inputs: { 'on-change': 'replace' } };
  await run({ payments: {} });
  const second = await run({ payments: { status: 'disabled' } }, onChange);
  const third = await run({ payments: { events: ['customer.*'] } }, onChange);
  const fourth = await run({ payments: { events: ['customer.*'] } }, onChange);

  const [a, b, c] = server.webhooks.map(({ id }) => id);
  expect(second.log).toContain(`replaces ${a}, which stays active`);
  expect(ids(third)).toEqual({ payments: c });
  expect(list(fourth, 'unchanged')).toEqual(['payments']);
  expect(stateIn(remote.git)?.webhooks.payments).toMatchObject({ id: c, replaced: [a, b] });
  expect(server.webhooks).toHaveLength(3);
});

test('an earlier replacement that is unknown is not replaced again by on-change', async () => {
  const { server, remote, run } = await project((request, reply, next) => {
    if (/disabled/.test(request.text)) sendJson(reply, { status: 500, body: {} });
    else next();
  });
  const onChange = { inputs: { 'on-change': 'replace' } };
  const first = await run({ payments: {} });
  const second = await run({ payments: { status: 'disabled' } }, onChange);
  const third = await run({ payments: { status: 'disabled' } }, onChange);
  const fourth = await run({ payments: { events: ['customer.*'] } }, onChange);

  for (const blocked of [second, third, fourth]) {
    expect(blocked.exitCode).toBe(1);
    expect(list(blocked, 'unknown')).toEqual(['payments']);
  }
  expect(server.requests).toHaveLength(2);
  expect(stateIn(remote.git)?.webhooks.payments).toMatchObject({
    status: 'unknown',
    previous: { id: ids(first).payments },
  });

  const back = await run({ payments: { id: ids(first).payments } });
  expect(back.exitCode, back.log).toBe(0);
  expect(ids(back)).toEqual(ids(first));
});

test('replace creates anew once in a workflow run, however often that is re-run', async () => {
  const { server, run } = await project();
  await run({ payments: {}, other: {} });
  const replace = (id: number, attempt: number) =>
    run(
      { payments: {}, other: {} },
      { inputs: { replace: 'payments' }, env: runNumber(id, attempt) },
    );

  const [first, second, third] = [
    await replace(1007, 1),
    await replace(1007, 2),
    await replace(1007, 3),
  ];
  const next = await replace(1008, 1);

  expect(list(first, 'created')).toEqual(['payments']);
  for (const again of [second, third]) {
    expect(list(again, 'unchanged')).toEqual(['payments', 'other']);
    expect(ids(again)).toEqual(ids(first));
  }
  expect(list(next, 'created')).toEqual(['payments']);
  expect(server.webhooks).toHaveLength(4);
});

test('replace that the API refused is tried by the next attempt, and no ID is lost', async () => {
  let refuse = false;
  const { server, remote, run } = await project((_, reply, next) => {
    if (refuse) sendJson(reply, { status: 400, body: { errors: [] } });
    else next();
  });
  await run({ payments: {} });
  const [old] = server.webhooks.map(({ id }) => id);
  const replace = (attempt: number) =>
    run({ payments: {} }, { inputs: { replace: 'payments' }, env: runNumber(1007, attempt) });

  refuse = true;
  const refused = await replace(1);
  expect(refused.exitCode).toBe(1);
  expect(ids(refused)).toEqual({ payments: old });
  expect(stateIn(remote.git)?.webhooks.payments).toMatchObject({ status: 'registered', id: old });
  refuse = false;
  const done = await replace(2);
  const again = await replace(3);

  expect(list(done, 'created')).toEqual(['payments']);
  expect(list(again, 'unchanged')).toEqual(['payments']);
  expect(stateIn(remote.git)?.webhooks.payments).toMatchObject({ replaced: [old] });
  expect(server.webhooks).toHaveLength(2);
});

test('replace and id together, and replace of a stranger, are refused', async () => {
  const { server, run, remote, workspace } = await project();
  await run({ payments: {} });
  const id = server.webhooks[0]?.id ?? '';

  const both = await run({ payments: { id } }, { inputs: { replace: 'payments' } });
  expect(both.exitCode).toBe(1);
  expect(both.log).toContain('remove one of the two');

  const stranger = await registerIn(remote, server, workspace, { inputs: { replace: 'payment' } });
  expect(stranger.exitCode).toBe(1);
  expect(stranger.log).toContain('the manifest declares no such webhook');
  expect(server.requests).toHaveLength(1);
});

test('removed: a warning with the ID, in each run, and one write', async () => {
  const { server, remote, run } = await project();
  await run({ payments: {}, other: {} });
  const payments = server.webhooks.find(({ url }) => url.endsWith('payments'))?.id;
  const commits = commitsOf(remote.git);

  const first = await run({ other: {} });
  const second = await run({ other: {} });

  for (const removed of [first, second]) {
    expect(removed.exitCode).toBe(0);
    expect(list(removed, 'removed')).toEqual(['payments']);
    expect(removed.annotations).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        message: expect.stringContaining(`${payments} stays active until you delete it`),
      }),
    );
  }
  expect(commitsOf(remote.git)).toBe(commits + 1);
  expect(server.requests).toHaveLength(2);
});

test('returned: stops until one says whether it was deleted, and never takes it for registered', async () => {
  const { server, remote, run } = await project();
  await run({ payments: {}, other: {} });
  const old = server.webhooks.find(({ url }) => url.endsWith('payments'))?.id ?? '';
  await run({ other: {} });

  const back = await run({ payments: {}, other: {} });
  expect(back.exitCode).toBe(1);
  expect(list(back, 'failed')).toEqual(['payments']);
  expect(ids(back)).not.toHaveProperty('payments');
  expect(back.log).toContain(`when a run advised to delete ${old}`);
  expect(back.log).toContain(`        id: ${old}`);
  expect(server.requests).toHaveLength(2);

  const changed = await run({ payments: { status: 'disabled' }, other: {} });
  expect(changed.log).toContain(`when a run advised to delete ${old}`);

  const kept = await run({ payments: { id: old }, other: {} });
  expect(ids(kept)).toMatchObject({ payments: old });
  const after = await run({ payments: {}, other: {} });
  expect(list(after, 'unchanged')).toEqual(['payments', 'other']);
  expect(stateIn(remote.git)?.webhooks.payments).toMatchObject({ status: 'registered', id: old });
  expect(server.requests).toHaveLength(2);
});

test('returned after it was deleted: replace creates it anew', async () => {
  const { server, remote, run } = await project();
  await run({ payments: {} });
  await run({});
  const anew = await run({ payments: {} }, { inputs: { replace: 'payments' } });
  const after = await run({ payments: {} });

  const [old, fresh] = server.webhooks.map(({ id }) => id);
  expect(list(anew, 'created')).toEqual(['payments']);
  expect(list(after, 'unchanged')).toEqual(['payments']);
  expect(stateIn(remote.git)?.webhooks.payments).toMatchObject({ id: fresh, replaced: [old] });
});

test('adopted: a declared id is recorded, never created, and never lost', async () => {
  const { server, remote, run } = await project();
  const id = `whk_${'a'.repeat(27)}`;
  const other = `whk_${'b'.repeat(27)}`;

  const adopted = await run({ payments: { id } });
  const again = await run({ payments: { id } });
  const without = await run({ payments: {} });
  const corrected = await run({ payments: { id: other } });

  expect(adopted.outputs).toMatchObject({ changes: 'true', created: '[]', secrets: '{}' });
  expect(ids(adopted)).toEqual({ payments: id });
  for (const same of [again, without]) expect(list(same, 'unchanged')).toEqual(['payments']);
  expect(corrected.log).toContain(`${id} is no longer tracked`);
  expect(stateIn(remote.git)?.webhooks.payments).toMatchObject({
    status: 'adopted',
    id: other,
    replaced: [id],
  });
  expect(server.connections).toBe(0);
});

test('renamed: blocked until the id moves it, and it keeps all that is known of it', async () => {
  const { server, remote, run } = await project();
  const url = 'https://hooks.example.com/one';
  await run({ old: { url } });
  const { id: first = '' } = server.webhooks[0] ?? {};
  await run({ old: { url } }, { inputs: { replace: 'old' } });
  const { id = '' } = server.webhooks[1] ?? {};

  const blocked = await run({ fresh: { url } });
  expect(blocked.exitCode).toBe(1);
  expect(blocked.log).toContain(`it is the same webhook as "old", which is in state as ${id}`);
  expect(list(blocked, 'removed')).toEqual([]);

  const moved = await run({ fresh: { url, id } });
  const after = await run({ fresh: { url } });
  expect(moved.exitCode, moved.log).toBe(0);
  expect(ids(moved)).toEqual({ fresh: id });
  expect(list(after, 'unchanged')).toEqual(['fresh']);
  expect(stateIn(remote.git)?.webhooks).toEqual({
    fresh: expect.objectContaining({ status: 'registered', id, replaced: [first] }),
  });
  expect(server.requests).toHaveLength(2);
});

test('moved and edited at once: says in what it departs from what is registered, and sends nothing', async () => {
  const { server, run } = await project();
  await run({ old: {} });
  const { id = '' } = server.webhooks[0] ?? {};

  const moved = await run({ fresh: { url: 'https://new.example.com/', id } });

  expect(moved.exitCode, moved.log).toBe(0);
  expect(moved.log).toContain(
    'moved from "old"; accepted as edited (url: recorded https://hooks.example.com/old, declared https://new.example.com/)',
  );
  expect(server.requests).toHaveLength(1);
});

test('unknown and edited at once: the id adopts it, and the log says what was asked for', async () => {
  const { server, run } = await project((_, reply) => reply.destroy());
  const url = 'https://hooks.example.com/in?tenant=42';
  const unknown = await run({ payments: { url } });
  expect(unknown.log).toContain('for the URL https://hooks.example.com/in, followed by a query');
  expect(unknown.log).not.toContain('sha256');

  const adopted = await run({ payments: { url, status: 'disabled', id: `whk_${'c'.repeat(27)}` } });

  expect(adopted.exitCode, adopted.log).toBe(0);
  expect(adopted.log).toContain('accepted as edited (status: recorded enabled, declared disabled)');
  expect(server.requests).toHaveLength(1);
});

test('an older run that is run again replaces nothing that a later one wrote', async () => {
  const { server, run } = await project();
  const [first, second] = [runNumber(501, 2), runNumber(502)];
  const anew = { inputs: { 'on-change': 'replace' } };
  await run({ payments: { url: 'https://hooks.example.com/1' } }, { ...anew, env: runNumber(501) });
  await run({ payments: { url: 'https://hooks.example.com/2' } }, { ...anew, env: second });

  const old = await run(
    { payments: { url: 'https://hooks.example.com/1' } },
    { ...anew, env: first },
  );
  expect(old.exitCode).toBe(1);
  expect(list(old, 'changed')).toEqual(['payments']);
  const asked = await run(
    { payments: { url: 'https://hooks.example.com/2' } },
    { inputs: { replace: 'payments' }, env: first },
  );
  expect(list(asked, 'unchanged')).toEqual(['payments']);
  expect(server.webhooks).toHaveLength(2);
});

test('two that change places are not created anew', async () => {
  const { server, run } = await project();
  const [a, b] = [{ url: 'https://hooks.example.com/a' }, { url: 'https://hooks.example.com/b' }];
  await run({ one: a, two: b });

  const swapped = await run({ one: b, two: a }, { inputs: { 'on-change': 'replace' } });

  expect(swapped.exitCode).toBe(1);
  expect(swapped.log).toContain('it is the same webhook as "two"');
  expect(server.requests).toHaveLength(2);
});

test('renamed while it is unknown: its id settles it under the new name', async () => {
  const { remote, server, run } = await project((_, reply) => reply.destroy());
  const url = 'https://hooks.example.com/one';
  const id = `whk_${'c'.repeat(27)}`;
  await run({ old: { url } });

  const blocked = await run({ fresh: { url } });
  expect(blocked.log).toContain('it is the same webhook as "old"');
  const moved = await run({ fresh: { url, id } });

  expect(moved.exitCode, moved.log).toBe(0);
  expect(list(moved, 'removed')).toEqual([]);
  expect(Object.keys(stateIn(remote.git)?.webhooks ?? {})).toEqual(['fresh']);
  expect(server.requests).toHaveLength(1);
});

test('an id that belongs to another declared webhook is a conflict; two can change places', async () => {
  const { server, remote, run } = await project();
  await run({ a: {}, b: {} });
  const [a = '', b = ''] = ['a', 'b'].map(
    (name) => server.webhooks.find(({ url }) => url.endsWith(`/${name}`))?.id,
  );

  const conflict = await run({ a: { id: b }, b: {} });
  expect(conflict.exitCode).toBe(1);
  expect(conflict.log).toContain(
    `its declared id, ${b}, is recorded as that of "b", which is declared too`,
  );
  const twice = await run({ a: { id: b }, b: { id: b } });
  expect(twice.exitCode).toBe(1);

  const swapped = await run({ a: { id: b }, b: { id: a } });
  expect(swapped.exitCode, swapped.log).toBe(0);
  expect(ids(swapped)).toEqual({ a: b, b: a });
  expect(swapped.log).not.toContain('no longer tracked');
  expect(stateIn(remote.git)?.webhooks).toMatchObject({ a: { id: b }, b: { id: a } });
  expect(server.requests).toHaveLength(2);
});

test('unknown and replace in one run settle one and leave the other alone', async () => {
  let cut = true;
  const { server, remote, run } = await project((_, reply, next) => {
    if (cut) reply.destroy();
    else next();
  });
  await run({ a: {}, b: {} });
  cut = false;

  const half = await run({ a: {}, b: {} }, { inputs: { replace: 'a' } });
  expect(half.exitCode).toBe(1);
  expect(list(half, 'unknown')).toEqual(['b']);
  expect(list(half, 'failed')).toEqual(['a']);
  expect(server.webhooks).toHaveLength(0);

  const id = `whk_${'d'.repeat(27)}`;
  const whole = await run({ a: {}, b: { id } }, { inputs: { replace: 'a' } });
  expect(whole.exitCode, whole.log).toBe(0);
  expect(ids(whole)).toEqual({ a: server.webhooks[0]?.id, b: id });
  expect(server.webhooks).toHaveLength(1);
  expect(stateIn(remote.git)?.webhooks).toMatchObject({
    a: { status: 'registered' },
    b: { status: 'adopted' },
  });
});

test('a replacement that was stopped half-way is not sent again by a re-run of the same run', async () => {
  const { server, remote, run } = await project();
  await run({ payments: {} });
  const [old] = server.webhooks.map(({ id }) => id);
  const replace = { inputs: { replace: 'payments' }, env: runNumber(1007, 1) };
  await run({ payments: {} }, replace);
  editState(remote.git, ({ webhooks }) => {
    const { id: _, replaced: __, ...entry } = webhooks.payments as Registered;
    const previous = { ...entry, id: old as string };
    webhooks.payments = { ...entry, status: 'intent', previous };
  });

  const attempt = await run({ payments: {} }, { ...replace, env: runNumber(1007, 2) });
  expect(attempt.exitCode).toBe(1);
  expect(list(attempt, 'unknown')).toEqual(['payments']);
  expect(attempt.log).toContain('in the input replace for one new workflow run');
  expect(server.webhooks).toHaveLength(2);

  const next = await run({ payments: {} }, { ...replace, env: runNumber(1008, 1) });
  expect(next.exitCode, next.log).toBe(0);
  expect(stateIn(remote.git)?.webhooks.payments).toMatchObject({ replaced: [old] });
});

test('a spec with one more event: unchanged, with a notice, whether it was created or adopted', async () => {
  const { server, remote, run } = await project();
  const id = `whk_${'e'.repeat(27)}`;
  const webhooks = {
    created: { events: ['customer.*', 'transaction.completed'] },
    adopted: { events: ['customer.*'], id },
  };
  await run(webhooks);
  editState(remote.git, (state) => {
    for (const entry of Object.values(state.webhooks)) {
      if (entry === undefined) continue;
      entry.body.events = entry.body.events.filter((event) => event !== 'customer.created');
      entry.fingerprint = `sha256:${'0'.repeat(64)}`;
    }
  });
  const commits = commitsOf(remote.git);

  const again = await run(webhooks, { inputs: { 'on-change': 'replace' } });

  expect(again.exitCode, again.log).toBe(0);
  expect(list(again, 'unchanged')).toEqual(['created', 'adopted']);
  expect(again.outputs.changes).toBe('false');
  expect(again.log.match(/now also mean customer\.created/g)?.length).toBeGreaterThanOrEqual(2);
  expect(server.requests).toHaveLength(1);
  expect(commitsOf(remote.git)).toBe(commits);

  const { created: same, adopted } = webhooks;
  const renamed = await run({
    adopted,
    fresh: { ...same, url: 'https://hooks.example.com/created' },
  });
  expect(renamed.exitCode).toBe(1);
  expect(renamed.log).toContain('it is the same webhook as "created"');
  const edited = await run({ ...webhooks, created: { events: ['customer.*'] } });
  expect(list(edited, 'changed')).toEqual(['created']);
});

test('the same events in other words: noted once, so that a newer spec changes nothing later', async () => {
  const { server, remote, run } = await project();
  const events = expandEvents(['counterparty.*']);
  await run({ payments: { events } });

  const reworded = await run({ payments: { events: ['counterparty.*'] } });
  expect(list(reworded, 'unchanged')).toEqual(['payments']);
  expect(reworded.outputs.changes).toBe('false');
  expect(stateIn(remote.git)?.webhooks.payments).toMatchObject({ patterns: ['counterparty.*'] });
  const commits = commitsOf(remote.git);

  const again = await run({ payments: { events: ['counterparty.*'] } });
  expect(again.exitCode).toBe(0);
  expect(commitsOf(remote.git)).toBe(commits);
  expect(server.requests).toHaveLength(1);
});

test('another manifest path and another base URL stop the run; git:NAME keeps them apart', async () => {
  const { server, remote, workspace, run } = await project();
  await run({ payments: {} });
  const elsewhere = await conduit();
  writeManifest(workspace, manifestFor({ payments: {} }));

  const [path, url, plan] = [
    await registerIn(remote, server, workspace, { inputs: { manifest: 'other.yml' } }),
    await registerIn(remote, elsewhere, workspace),
    await planIn(remote, elsewhere, workspace),
  ];
  expect(path.exitCode).toBe(1);
  for (const other of [url, plan]) {
    expect(other.exitCode).toBe(1);
    expect(other.log).toMatch(/state.*is of another base URL.*git:NAME/);
  }
  expect(elsewhere.connections).toBe(0);

  const named = await registerIn(remote, elsewhere, workspace, { inputs: { state: 'git:second' } });
  expect(named.outputs.created, named.log).toBe('["payments"]');
  expect(stateIn(remote.git, refOf('sandbox', 'second'))?.apiUrl).toBe(elsewhere.url);
  expect(stateIn(remote.git)?.apiUrl).toBe(server.url);
});

test('two manifests in one repository', async () => {
  const { server, remote, workspace } = await project();
  writeManifest(workspace, manifestFor({ payments: {} }));
  writeFileSync(join(workspace, 'second.yml'), manifestFor({ refunds: {} }));
  const second = { inputs: { manifest: 'second.yml' } };
  const named = { inputs: { manifest: 'second.yml', state: 'git:second' } };

  const first = await registerIn(remote, server, workspace);
  const mixed = await registerIn(remote, server, workspace, second);
  const apart = await registerIn(remote, server, workspace, named);

  expect(first.outputs.created).toBe('["payments"]');
  expect(mixed.exitCode).toBe(1);
  expect(mixed.log).toMatch(/is of another manifest.*git:NAME/);
  expect(apart.outputs.created, apart.log).toBe('["refunds"]');
  expect((await registerIn(remote, server, workspace)).outputs.unchanged).toBe('["payments"]');
  expect((await registerIn(remote, server, workspace, named)).outputs.unchanged).toBe(
    '["refunds"]',
  );
  expect(server.webhooks).toHaveLength(2);
});

test('sandbox and live stand side by side', async () => {
  const { server, remote, workspace } = await project();
  writeManifest(workspace, manifestFor({ payments: {} }));
  const live = { inputs: { environment: 'live' } };

  const one = await registerIn(remote, server, workspace);
  const other = await registerIn(remote, server, workspace, live);
  const again = await registerIn(remote, server, workspace, live);

  expect(other.outputs.created).toBe('["payments"]');
  expect(other.outputs['payments-id']).not.toBe(one.outputs['payments-id']);
  expect(again.outputs['payments-id']).toBe(other.outputs['payments-id']);
  expect(stateIn(remote.git)?.webhooks.payments).toMatchObject({ id: one.outputs['payments-id'] });
  expect(stateIn(remote.git, refOf('live'))?.environment).toBe('live');
  expect(server.webhooks).toHaveLength(2);
});

test('what may be a token in a URL is kept as a hash, and no secret is in any object', async () => {
  const { server, remote, run } = await project();
  const url = 'https://hooks.example.com/in?token=t0ken-in-query-4711#fragment-0815';
  await run({ payments: { url } });
  const changed = await run({ payments: { url: url.replace('4711', '4712') } });
  const spelled = await run({ payments: { url: url.replace('hooks.', 'HOOKS.') } });

  expect(list(changed, 'changed')).toEqual(['payments']);
  expect(list(spelled, 'changed')).toEqual(['payments']);
  expect(spelled.log).toContain('url: recorded https://hooks.example.com/in?sha256=');
  for (const text of [allObjectsOf(remote.git), changed.log, spelled.log]) {
    for (const hidden of ['t0ken-in-query', 'fragment-0815']) expect(text).not.toContain(hidden);
  }
  const objects = allObjectsOf(remote.git);
  const secrets = [server.apiKey, server.apiSecret, ...server.webhooks.map(({ secret }) => secret)];
  for (const secret of secrets) expect(objects).not.toContain(secret);
  expect(objects).toContain('https://hooks.example.com/in?sha256=');
  expect(server.requests).toHaveLength(1);
});

test('the audit trail says what each run did', async () => {
  const { server, remote, run } = await project();
  await run({ a: {}, b: {} }, { env: { ...runNumber(4711, 2), GITHUB_SHA: 'c0ffee' } });
  const log = gitOn(remote.git, 'log', '--format=%B', refOf());

  expect(log).toMatch(/^sandbox: created a, b\n/);
  expect(log).toContain('sandbox: about to create a, b');
  expect(log).toContain('octo/repo/actions/runs/4711/attempts/2');
  expect(log).toContain('Commit: c0ffee');
  expect(log).toContain('Manifest: .github/conduit-webhooks.yml');
  expect(server.webhooks).toHaveLength(2);
});
