/** What happens, case by case: with state in a repository where that is what the case is about. */
import { expect, test } from 'vitest';
import type { StateDocument } from '../../../src/state/document.ts';
import { printed, printedIn } from '../../../testing/decisions.ts';
import {
  allObjectsOf,
  commitsOf,
  gitOn,
  gitWithInput,
  refOf,
  stateIn,
} from '../../../testing/git.ts';
import type { Declared } from '../../../testing/manifests.ts';
import { decide, gitProject, historyOf, output, project, runNumber } from './support.ts';

const adoptedId = `whk_${'a'.repeat(27)}`;
const otherId = `whk_${'b'.repeat(27)}`;

test('created once; again it is unchanged, in whatever order its events stand', async () => {
  const { server, remote, declare, register, plan } = await gitProject();
  const events = ['transaction.completed', 'customer.active', 'customer.created'];
  declare({ payments: { events }, other: {} });

  const [planned, first] = [await plan(), await register()];
  const commits = commitsOf(remote.git);
  const connections = server.connections;
  const again = await register({ payments: { events: events.toReversed() }, other: {} });

  for (const result of [planned, first]) expect(result.exitCode, result.log).toBe(0);
  expect(planned.log).toContain('Nothing is recorded for sandbox yet, so this creates 2 webhooks.');
  expect(output(planned, 'to-create')).toEqual(['payments', 'other']);
  expect(output(planned, 'created')).toEqual([]);
  expect(output(first, 'created')).toEqual(['payments', 'other']);
  expect(output(first, 'to-create')).toEqual([]);
  const ids = Object.fromEntries(server.webhooks.map(({ url, id }) => [url.slice(26), id]));
  expect(output(first, 'ids')).toEqual(ids);
  expect(again.exitCode).toBe(0);
  expect(output(again, 'unchanged')).toEqual(['payments', 'other']);
  expect(output(again, 'ids')).toEqual(ids);
  expect(server.connections).toBe(connections);
  expect(commitsOf(remote.git)).toBe(commits);
});

test('changed: every field is shown, nothing is sent for any webhook, and undoing it settles it', async () => {
  const { server, record, register, plan } = await project();
  await register({ payments: {}, other: {} });
  const connections = server.connections;
  const recorded = record('payments');
  const ids = { payments: recorded?.current?.id, other: record('other')?.current?.id };
  const edited = {
    url: 'https://new.example.com/p',
    events: ['customer.*'],
    status: 'disabled',
  };

  const changed = await register({ payments: edited, other: {}, third: {} });
  const planned = await plan();

  for (const result of [changed, planned]) {
    expect(result.exitCode).toBe(1);
    expect(output(result, 'undecided')).toEqual(['payments']);
    expect(output(result, 'unchanged')).toEqual(['other']);
    expect(output(result, 'to-create')).toEqual(['third']);
    expect(output(result, 'failed')).toEqual([]);
    expect(output(result, 'ids')).toEqual(ids);
    expect(result.log).toMatch(
      /url +https:\/\/hooks\.example\.com\/payments\n +→ +https:\/\/new\.example\.com\/p\n/,
    );
    expect(result.log).toMatch(/events +- transaction\.completed\n +\+ customer\.\*\n/);
    expect(result.log).toMatch(/status +enabled\n +→ +disabled\n/);
    expect(printedIn(result).map((line) => line.replace(/\w{8}$/, '…'))).toEqual([
      `replace payments ${ids.payments?.replace(/\w{8}$/, '…')}`,
      'keep payments …',
    ]);
    expect(result.annotations).toContainEqual(
      expect.objectContaining({
        level: 'error',
        file: '.github/conduit-webhooks.yml',
        line: 3,
        message: expect.stringContaining(`replace payments ${ids.payments}`),
      }),
    );
  }
  expect(changed.log).toContain('No requests were sent to Conduit.');
  expect(changed.outputs['to-delete']).toBe('[]');
  expect(planned.outputs).not.toHaveProperty('to-delete');

  const undone = await register({ payments: {}, other: {} });
  expect(output(undone, 'unchanged')).toEqual(['payments', 'other']);
  expect(record('payments')).toEqual(recorded);
  expect(server.connections).toBe(connections);
});

test('removed or replaced: a reminder in every register run until "gone", and one write', async () => {
  const story = await project();
  const { server, record, register, plan, declare, lastWrite } = story;
  const onChange = { inputs: { 'on-change': 'replace' } };
  const replaced = { events: ['customer.*'] };
  await register({ payments: {}, other: {}, replaced: {} });
  const [payments, a] = ['payments', 'replaced'].map((name) => record(name)?.current?.id);
  const second = await register(
    { payments: {}, other: {}, replaced: { status: 'disabled' } },
    onChange,
  );
  const b = story.lastId();
  const third = await register({ payments: {}, other: {}, replaced }, onChange);
  const c = story.lastId();
  const older = (...ids: unknown[]) => ids.map((id) => ({ name: 'replaced', id }));
  expect(second.log).toMatch(new RegExp(`✓ replaced +created +\\S+ +replaces ${a}`));
  expect(output(third, 'ids')).toMatchObject({ replaced: c });
  expect(output(third, 'to-delete')).toEqual(older(a, b));
  const written = lastWrite();
  declare({ other: {}, replaced });

  const planned = await plan();
  expect(planned.exitCode).toBe(0);
  expect(planned.log).toMatch(/payments is no longer in the manifest for sandbox/);
  expect(planned.log).not.toMatch(/Delete|to delete +whk/);
  expect(lastWrite()).toBe(written);
  const noted = await register(undefined, onChange);
  const writtenOnce = lastWrite();
  for (const reminder of [noted, await register()]) {
    expect(reminder.exitCode).toBe(0);
    expect(output(reminder, 'unchanged')).toEqual(['other', 'replaced']);
    expect(output(reminder, 'to-delete')).toEqual([
      { name: 'payments', id: payments },
      ...older(a, b),
    ]);
    expect(output(reminder, 'ids')).not.toHaveProperty('payments');
    expect(reminder.log).toMatch(new RegExp(`^- payments +to delete +${payments} `, 'm'));
    expect(printedIn(reminder).toSorted()).toEqual(
      [`gone payments ${payments}`, ...[a, b].map((id) => `gone replaced ${id}`)].toSorted(),
    );
    expect(reminder.annotations).toContainEqual(
      expect.objectContaining({ level: 'warning', message: expect.stringContaining('payments') }),
    );
  }
  expect(lastWrite()).toBe(writtenOnce);
  expect(record('replaced')).toMatchObject({ current: { id: c }, replaced: [a, b] });

  decide(story, [`gone payments ${payments}`, `gone replaced ${a}`]);
  for (const after of [await register(), await register()]) {
    expect(after.exitCode, after.log).toBe(0);
    expect(output(after, 'to-delete')).toEqual(older(b));
  }
  expect(record('payments')).toMatchObject({ gone: [payments], replaced: [] });
  expect(record('replaced')).toMatchObject({ current: { id: c }, replaced: [b], gone: [a] });
  const back = await register({ payments: {}, other: {}, replaced });
  expect(output(back, 'created'), back.log).toEqual(['payments']);
  expect(server.webhooks).toHaveLength(6);
});

test('adopted: recorded as declared, never created; an id that was held does nothing', async () => {
  const story = await project();
  const { server, record, register, plan, declare } = story;
  const payments = { id: adoptedId };
  declare({ payments });

  const planned = await plan();
  const adopted = await register();
  const again = await register();
  const without = await register({ payments: {} });

  expect(planned.log).toMatch(/^\+ payments +to adopt /m);
  expect(adopted.log).toMatch(new RegExp(`^✓ payments +adopted +${adoptedId}`, 'm'));
  for (const same of [planned, adopted, again, without]) {
    expect(same.exitCode, same.log).toBe(0);
    expect(output(same, 'unchanged')).toEqual(['payments']);
    expect(output(same, 'ids')).toEqual({ payments: adoptedId });
  }
  expect(record('payments')).toMatchObject({ current: { id: adoptedId, origin: 'adopted' } });
  expect(server.connections).toBe(0);

  const edited = await register({ payments: { ...payments, status: 'disabled' } });
  expect(edited.exitCode).toBe(1);
  decide(story, [printed(edited, 'replace payments')]);
  const replaced = await register();
  expect(output(replaced, 'created'), replaced.log).toEqual(['payments']);
  const held = await register();
  expect(held.exitCode, held.log).toBe(0);
  expect(output(held, 'ids')).toEqual({ payments: story.lastId() });
  expect(held.annotations).toContainEqual(
    expect.objectContaining({
      level: 'warning',
      line: 12,
      message: expect.stringContaining('was replaced earlier'),
    }),
  );
  decide(story, [printed(held, 'gone payments')]);
  await register();
  const gone = await register();
  expect(output(gone, 'unchanged')).toEqual(['payments']);
  expect(gone.log).toContain('is marked as gone');
  expect(server.requests).toHaveLength(1);
});

test('two that change places are asked about, and on-change does not create them again', async () => {
  const { server, record, register } = await project();
  const [a, b] = [{ url: 'https://hooks.example.com/a' }, { url: 'https://hooks.example.com/b' }];
  await register({ one: a, two: b });
  const before = [record('one')?.current?.id, record('two')?.current?.id];

  const swapped = await register({ one: b, two: a });
  expect(output(swapped, 'undecided')).toEqual(['one', 'two']);
  const renamed = await register({ eins: a, zwei: b }, { inputs: { 'on-change': 'replace' } });

  expect(renamed.exitCode).toBe(1);
  expect(output(renamed, 'undecided')).toEqual(['eins', 'zwei']);
  expect(renamed.log).toMatch(/^\? eins +renamed/m);
  expect([record('one')?.current?.id, record('two')?.current?.id]).toEqual(before);
  expect(server.requests).toHaveLength(2);
});

test('renamed or unconfirmed: a record moves with all that is known of it; an id tells what became of it', async () => {
  const story = await project({
    respond({ text }, reply, next) {
      if (text.includes('/lost')) reply.destroy();
      else next();
    },
  });
  const { server, record, state, register } = story;
  const [one, lost, payments] = ['one', 'lost', 'lost-too?tenant=42'].map((path) => ({
    url: `https://hooks.example.com/${path}`,
  })) as [Declared, Declared, Declared];
  await register({ old: one });
  decide(story, [`replace old ${story.lastId()}`]);
  const unknown = await register({ old: one, held: lost, payments });
  const [first, second] = server.webhooks.map(({ id }) => id);
  const request = record('held')?.request?.id;
  expect(unknown.exitCode).toBe(1);
  expect(output(unknown, 'undecided')).toEqual(['held', 'payments']);
  expect(output(unknown, 'failed')).toEqual([]);
  expect(printed(unknown, 'gone payments')).toContain('req_');

  const asked = await register({
    fresh: one,
    found: lost,
    payments: { ...payments, status: 'disabled', id: adoptedId },
  });
  expect(output(asked, 'to-delete')).toEqual([{ name: 'old', id: first }]);
  expect(asked.log).toMatch(/^\? found +renamed/m);
  expect(printedIn(asked).filter((line) => / found /.test(line))).toEqual([
    printed(asked, 'keep found'),
  ]);
  // Once the ID is known, the webhook is compared with what is declared.
  expect(asked.exitCode).toBe(1);
  expect(asked.log).toMatch(/^\? payments +changed/m);
  expect(asked.log).toMatch(/status +enabled\n +→ +disabled\n/);
  expect(record('payments')).toMatchObject({
    current: { id: adoptedId, body: { status: 'enabled' } },
  });
  expect(record('payments')).not.toHaveProperty('request');

  decide(
    story,
    ['keep fresh', 'keep found'].map((start) => printed(asked, start)),
  );
  const adopted = { ...payments, id: adoptedId };
  const moved = await register({ fresh: one, found: lost, payments: adopted });
  expect(moved.exitCode).toBe(1);
  expect(output(moved, 'undecided')).toEqual(['found']);
  expect(output(moved, 'unchanged')).toEqual(['fresh', 'payments']);
  expect(output(moved, 'to-delete')).toEqual([{ name: 'fresh', id: first }]);
  expect(printed(moved, 'gone found')).toBe(`gone found ${request}`);
  expect(Object.keys(state().webhooks)).toEqual(['found', 'fresh', 'payments']);
  expect(record('fresh')).toMatchObject({ current: { id: second }, replaced: [first] });

  const settled = await register({
    fresh: one,
    found: { ...lost, id: otherId },
    payments: adopted,
  });
  expect(settled.exitCode, settled.log).toBe(0);
  expect(output(settled, 'ids')).toEqual({ fresh: second, found: otherId, payments: adoptedId });
  expect(record('found')?.current?.id).toBe(otherId);
  expect(server.requests).toHaveLength(4);
});

test('sandbox and live stand side by side; "false" in one is a reminder where it was recorded', async () => {
  const { server, record, register, state } = await project();
  const live = { inputs: { environment: 'live' } };
  const webhooks = { payments: {}, other: {} };
  const one = await register(webhooks);
  const two = await register(webhooks, live);
  const id = record('payments', 'live')?.current?.id;
  expect(output(two, 'created')).toEqual(['payments', 'other']);
  for (const name of ['payments', 'other']) {
    const key = `${name}-id`;
    expect(two.outputs[key]).not.toBe(one.outputs[key]);
    expect(record(name)?.current?.id).toBe(one.outputs[key]);
  }
  expect(state('live').environment).toBe('live');
  const without = { payments: { environments: { live: false } }, other: {} } as const;

  const [sandbox, first, second] = [
    await register(without),
    await register(without, live),
    await register(without, live),
  ];

  expect(output(sandbox, 'unchanged')).toEqual(['payments', 'other']);
  expect(output(sandbox, 'to-delete')).toEqual([]);
  for (const result of [first, second]) {
    expect(result.exitCode, result.log).toBe(0);
    expect(output(result, 'unchanged')).toEqual(['other']);
    expect(output(result, 'ids')).toEqual({ other: two.outputs['other-id'] });
    expect(output(result, 'to-delete')).toEqual([{ name: 'payments', id }]);
    expect(result.log).toContain('no longer in the manifest for live');
  }
  const never = { fresh: { environments: { live: false } } } as const;
  const created = await register({ ...without, ...never }, live);
  expect(output(created, 'created')).toEqual([]);
  expect(server.requests).toHaveLength(4);
});

test('baseUrl: one path, another URL in each environment; another base is a change of each', async () => {
  const story = await project();
  const { server, register, environments } = story;
  environments.sandbox = { baseUrl: 'https://hooks.staging.example.com/', decisions: [] };
  environments.live = { baseUrl: 'https://hooks.example.com/in', decisions: [] };
  const webhooks = { payments: { url: '/conduit/payments' }, other: { url: '/conduit/other' } };

  await register(webhooks);
  await register(webhooks, { inputs: { environment: 'live' } });

  expect(server.webhooks.map(({ url }) => url).sort()).toEqual([
    'https://hooks.example.com/in/conduit/other',
    'https://hooks.example.com/in/conduit/payments',
    'https://hooks.staging.example.com/conduit/other',
    'https://hooks.staging.example.com/conduit/payments',
  ]);
  environments.sandbox.baseUrl = 'https://hooks.staging.example.com';
  expect(output(await register(), 'unchanged')).toEqual(['payments', 'other']);
  environments.sandbox.baseUrl = 'https://hooks.staging.example.com/v2';
  const moved = await register();
  expect(output(moved, 'undecided')).toEqual(['payments', 'other']);
  expect(moved.log).toContain('https://hooks.staging.example.com/v2/conduit/other');
  decide(
    story,
    printedIn(moved).filter((line) => line.startsWith('keep ')),
  );
  const kept = await register();
  expect(output(kept, 'unchanged'), kept.log).toEqual(['payments', 'other']);
  expect(server.requests).toHaveLength(4);
});

test('state holds facts: no secret, no credential, and of a URL nothing that may be a token', async () => {
  const story = await gitProject();
  const { server, remote, record, register } = story;
  const url = 'https://hooks.example.com/in?token=t0ken-in-query-4711#fragment-0815';
  await register({ payments: { url } });
  const changed = await register({ payments: { url: url.replace('4711', '4712') } });
  decide(story, [printed(changed, 'replace payments')]);
  const replaced = await register();
  const spelled = await register({ payments: { url: url.replace('hooks.', 'HOOKS.') } });

  expect(output(changed, 'undecided')).toEqual(['payments']);
  expect(output(replaced, 'created')).toEqual(['payments']);
  expect(output(spelled, 'undecided')).toEqual(['payments']);
  expect(changed.log).toMatch(/url +https:\/\/hooks\.example\.com\/in\?sha256=\w+\n/);
  const objects = allObjectsOf(remote.git);
  for (const text of [objects, changed.log, replaced.log, spelled.log]) {
    for (const hidden of ['t0ken-in-query', 'fragment-0815']) expect(text).not.toContain(hidden);
  }
  const secrets = [server.apiKey, server.apiSecret, ...server.webhooks.map(({ secret }) => secret)];
  for (const secret of secrets) expect(objects).not.toContain(secret);
  expect(record('payments')?.current?.body.url).toMatch(
    /^https:\/\/hooks\.example\.com\/in\?sha256=/,
  );
  expect(server.requests).toHaveLength(2);
});

test('the audit trail says what each run did, and which decisions it carried out', async () => {
  const story = await gitProject();
  const { remote, register } = story;
  await register({ a: {}, b: {} }, { env: { ...runNumber(4711, 2), GITHUB_SHA: 'c0ffee' } });
  const log = gitOn(remote.git, 'log', '--format=%B', refOf());

  const history = ['sandbox: created a, b', 'sandbox: about to create a, b'];
  expect(historyOf(remote)).toEqual(history);
  expect(log).toContain('octo/repo/actions/runs/4711/attempts/2');
  expect(log).toContain('Commit: c0ffee');
  expect(log).toContain('Manifest: .github/conduit-webhooks.yml');

  const changed = await register({ b: { status: 'disabled' } }, { env: runNumber(4712) });
  const line = printed(changed, 'keep b');
  decide(story, [line]);
  await register(undefined, { env: runNumber(4713) });
  expect(historyOf(remote)).toEqual([
    `sandbox: ${line}`,
    'sandbox: no longer in the manifest: a',
    ...history,
  ]);
});

test('a commit message that is not UTF-8 shifts nothing of what is read', async () => {
  const { server, remote, register } = await gitProject();
  await register({ payments: {} });
  const text = gitOn(remote.git, 'show', `${refOf()}:state.json`);
  const tree = gitOn(remote.git, 'rev-parse', `${refOf()}^{tree}`).trim();
  const commit = Buffer.concat([
    Buffer.from(`tree ${tree}\nauthor J\xf6rg <j@example.com> 1 +0000\n`, 'latin1'),
    Buffer.from(`committer J\xf6rg <j@example.com> 1 +0000\nencoding ISO-8859-1\n\n`, 'latin1'),
    Buffer.from(`\xc4nderung von Hand: ${'\xfc\xff\xfe'.repeat(200)}\n`, 'latin1'),
  ]);
  const id = gitWithInput(remote.git, ['hash-object', '-t', 'commit', '-w', '--stdin'], commit);
  gitOn(remote.git, 'update-ref', refOf(), id.trim());

  const again = await register({ payments: {} });
  expect(output(again, 'unchanged'), again.log).toEqual(['payments']);
  const more = await register({ payments: {}, other: {} });
  expect(output(more, 'created'), more.log).toEqual(['other']);
  expect(text).toContain(server.webhooks[0]?.id);
  expect(Object.keys((stateIn(remote.git) as StateDocument).webhooks)).toEqual([
    'other',
    'payments',
  ]);
});

test('without state everything is created each time, an id never, and decisions do nothing', async () => {
  const story = await gitProject();
  const { server, register } = story;
  decide(story, [`gone payments ${adoptedId}`]);
  const webhooks = { payments: {}, adopted: { id: adoptedId } };
  for (const count of [1, 2]) {
    const result = await register(webhooks, { inputs: { state: 'none' } });
    expect(result.exitCode, result.log).toBe(0);
    expect(output(result, 'created')).toEqual(['payments']);
    expect(output(result, 'ids')).toEqual({ payments: story.lastId(), adopted: adoptedId });
    expect(result.log).toMatch(/Decisions have no effect with `state: none`: gone payments/);
    expect(server.webhooks).toHaveLength(count);
  }
  expect(stateIn(story.remote.git)).toBeUndefined();
});
