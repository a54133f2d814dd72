/** Decisions that stay, that meet, that contradict each other, and that come from an old run. */
import { expect, test } from 'vitest';
import { sendJson } from '../../../testing/conduit-server.ts';
import { commitsOf } from '../../../testing/git.ts';
import {
  decide,
  historyOf,
  httpProject,
  output,
  printed,
  printedIn,
  repeatedUrls,
  runNumber,
} from './support.ts';

const a = { payments: {} };
const b = { payments: { url: 'https://new.example.com/payments', status: 'disabled' } };

test.each([
  ['replace', 1],
  ['keep', 0],
] as const)(
  'edited back and forth, each time asked: "%s" acts once, with all lines left in place',
  async (verb, requests) => {
    const story = await httpProject();
    const { server, record, register, environments } = story;
    await register(a);
    let sent = 1;
    for (const webhooks of [b, a, b, a]) {
      const asked = await register(webhooks);
      expect(asked.exitCode, asked.log).toBe(1);
      expect(output(asked, 'undecided')).toEqual(['payments']);
      const line = printed(asked, `${verb} payments`);
      expect(environments.sandbox?.decisions ?? []).not.toContain(line);
      expect(server.requests).toHaveLength(sent);

      decide(story, [line]);
      for (const expected of [requests, 0]) {
        const done = await register(webhooks);
        sent += expected;
        expect(done.exitCode, done.log).toBe(0);
        expect(server.requests).toHaveLength(sent);
      }
      expect(record('payments')?.current?.id).toBe(story.lastId());
    }
    expect(server.webhooks).toHaveLength(1 + 4 * requests);
  },
);

test('a matrix: the same lines for sandbox and live, and only the right one acts', async () => {
  const story = await httpProject();
  const { server, record, register, plan } = story;
  const live = { inputs: { environment: 'live' } };
  await register(a);
  await register(a, live);
  const before = record('payments', 'live');

  const asked = [await register(b), await register(b, live)] as const;
  const [replace] = asked.map((result) => printed(result, 'replace payments')) as [string];
  const keeps = asked.map((result) => printed(result, 'keep payments'));
  expect(new Set(keeps).size).toBe(2);

  // One workflow file gives both jobs the same input.
  const [sandbox, other, planned] = [
    await register(b, { inputs: { decisions: replace } }),
    await register(b, { inputs: { ...live.inputs, decisions: replace } }),
    await plan({ inputs: { ...live.inputs, decisions: replace } }),
  ];
  expect(output(sandbox, 'created'), sandbox.log).toEqual(['payments']);
  for (const result of [other, planned]) {
    expect(result.exitCode).toBe(1);
    expect(output(result, 'undecided')).toEqual(['payments']);
    expect(result.log).toMatch(new RegExp(`^· 1 decision has nothing to decide.*${replace}`, 'm'));
  }
  expect(server.requests).toHaveLength(3);

  const lines = [replace, keeps[1] as string];
  decide(story, lines);
  decide(story, lines, 'live');
  const results = [
    await register(),
    await register(b, live),
    await register(),
    await register(b, live),
  ];
  for (const result of results) {
    expect(result.exitCode, result.log).toBe(0);
    expect(output(result, 'unchanged')).toEqual(['payments']);
  }
  expect(server.requests).toHaveLength(3);
  expect(record('payments', 'live')?.current?.id).toBe(before?.current?.id);
  expect(record('payments')?.current?.id).toBe(story.lastId());
});

test('a code is that of one environment, even where all else is the same', async () => {
  const story = await httpProject();
  const { server, register } = story;
  const id = `whk_${'a'.repeat(27)}`;
  const environments = { sandbox: { id }, live: { id } };
  const live = { inputs: { environment: 'live' } };
  await register({ payments: { environments } });
  await register(undefined, live);
  const edited = { payments: { environments, status: 'disabled' } };
  const line = printed(await register(edited), 'keep payments');

  decide(story, [line]);
  decide(story, [line], 'live');
  const [sandbox, other] = [await register(), await register(undefined, live)];

  expect(output(sandbox, 'unchanged'), sandbox.log).toEqual(['payments']);
  expect(output(other, 'undecided')).toEqual(['payments']);
  expect(printed(other, 'keep payments')).not.toBe(line);
  expect(server.requests).toEqual([]);
});

test('two questions about one webhook: each is asked in its turn, and no decision covers both', async () => {
  const story = await httpProject();
  const { server, record, register, plan } = story;
  const one = { url: 'https://hooks.example.com/one' };
  await register({ old: one });
  const id = record('old')?.current?.id;
  const moved = { fresh: { ...one, status: 'disabled' } };

  const renamed = await register(moved);
  expect(renamed.log).toMatch(/status +enabled\n +→ +disabled\n/);
  decide(story, [printed(renamed, 'keep fresh')]);
  const planned = await plan();
  const changed = await register();
  for (const result of [planned, changed]) {
    expect(result.exitCode).toBe(1);
    expect(result.log).toMatch(/^\? fresh +changed/m);
    expect(output(result, 'ids')).toEqual({ fresh: id });
  }
  expect(printed(planned, 'keep fresh')).toBe(printed(changed, 'keep fresh'));
  // What needs no request is recorded although a question is open.
  expect(record('fresh')?.current).toMatchObject({ id, body: { status: 'enabled' } });

  decide(story, [printed(changed, 'keep fresh')]);
  const settled = await register();
  expect(settled.exitCode, settled.log).toBe(0);
  expect(record('fresh')?.current).toMatchObject({ id, body: { status: 'disabled' } });
  expect(server.requests).toHaveLength(1);
});

test('two decisions about one webhook in one run: the outcome of one is the fact of the next', async () => {
  const story = await httpProject();
  const { server, record, register } = story;
  await register({ payments: {}, other: {} });
  await register({ other: {} });
  const id = record('payments')?.current?.id;
  const back = { payments: { status: 'disabled' }, other: {} };

  const returned = await register(back);
  const line = printed(returned, 'keep payments');
  const changed = await register(back, { inputs: { decisions: line } });
  expect(changed.log).toMatch(/^\? payments +changed/m);
  decide(story, [line, printed(changed, 'replace payments')]);
  const done = await register();

  expect(done.exitCode, done.log).toBe(0);
  expect(output(done, 'created')).toEqual(['payments']);
  expect(output(done, 'to-delete')).toEqual([{ name: 'payments', id }]);
  expect(server.requests).toHaveLength(3);
});

test('lines that contradict each other: an error at the first, and nothing is sent or recorded', async () => {
  const story = await httpProject();
  const { server, remote, record, register, plan } = story;
  await register({ ...a, removed: {} });
  const asked = await register({ ...b, removed: {} });
  const lines = ['replace payments', 'keep payments'].map((start) => printed(asked, start));
  const [commits, recorded] = [commitsOf(remote.git), record('payments')];

  decide(story, lines.slice(1));
  for (const result of [
    await register(b, { inputs: { decisions: lines[0] ?? '' } }),
    await plan({ inputs: { decisions: lines[0] ?? '' } }),
  ]) {
    expect(result.exitCode).toBe(1);
    expect(result.log).toMatch(/contradict each other/);
    for (const line of lines) expect(result.log).toContain(line);
    expect(result.annotations).toContainEqual(
      expect.objectContaining({
        line: 4,
        column: 9,
        message: expect.stringContaining('contradict'),
      }),
    );
  }
  expect(server.requests).toHaveLength(2);
  expect(commitsOf(remote.git)).toBe(commits);
  expect(record('payments')).toEqual(recorded);

  // The same line twice says the same thing.
  const twice = await register(b, { inputs: { decisions: lines[1] ?? '' } });
  expect(twice.exitCode, twice.log).toBe(0);
});

test('"gone" of a current ID that no question asks about is an error', async () => {
  const story = await httpProject();
  const { server, remote, record, register, plan } = story;
  await register(a);
  const line = `gone payments ${record('payments')?.current?.id}`;
  const commits = commitsOf(remote.git);
  decide(story, [line]);

  for (const result of [await plan(), await register({ ...a, other: {} }), await register(b)]) {
    expect(result.exitCode).toBe(1);
    expect(result.log).toMatch(new RegExp(`✗ ${line}: this webhook is the current one`));
    expect(result.annotations).toContainEqual(expect.objectContaining({ level: 'error', line: 4 }));
  }
  expect(server.requests).toHaveLength(1);
  expect(commitsOf(remote.git)).toBe(commits);
});

test('"replace" without any change: a new signing secret, once', async () => {
  const story = await httpProject();
  const { server, record, register } = story;
  await register(a);
  decide(story, [`replace payments ${story.lastId()}`]);

  const rotated = await register();
  const again = await register();

  expect(output(rotated, 'created'), rotated.log).toEqual(['payments']);
  expect(rotated.outputs['payments-secret']).toBe(server.webhooks[1]?.secret);
  expect(output(again, 'unchanged')).toEqual(['payments']);
  expect(record('payments')?.replaced).toEqual([server.webhooks[0]?.id]);
  expect(server.requests).toHaveLength(2);
});

test('a "replace" that the API refused is not used up', async () => {
  let refuse = false;
  const story = await httpProject({
    respond(_, reply, next) {
      if (refuse) sendJson(reply, { status: 400, body: { errors: [] } });
      else next();
    },
  });
  const { server, record, register } = story;
  await register(a);
  const id = story.lastId();
  decide(story, [`replace payments ${id}`]);

  refuse = true;
  const refused = await register();
  expect(refused.exitCode).toBe(1);
  expect(output(refused, 'failed')).toEqual(['payments']);
  expect(output(refused, 'undecided')).toEqual([]);
  expect(output(refused, 'ids')).toEqual({ payments: id });
  expect(record('payments')).toMatchObject({ current: { id }, replaced: [] });
  refuse = false;
  const done = await register();
  const again = await register();

  expect(output(done, 'created'), done.log).toEqual(['payments']);
  expect(output(again, 'unchanged')).toEqual(['payments']);
  expect(server.webhooks).toHaveLength(2);
});

test('while an attempt stands, nothing is sent for its webhook: no decision, policy or edit', async () => {
  let lose = false;
  const story = await httpProject({
    respond(_, reply, next) {
      if (lose) sendJson(reply, { status: 500, body: {} });
      else next();
    },
  });
  const { server, record, register } = story;
  const onChange = { inputs: { 'on-change': 'replace' } };
  await register(a);
  const id = story.lastId();
  lose = true;
  const unknown = await register(b, onChange);
  lose = false;
  decide(story, [`replace payments ${id}`]);
  const results = [
    unknown,
    await register(b, onChange),
    await register({ payments: { events: ['*'] } }, onChange),
    await register(a),
  ];

  const gone = printed(unknown, 'gone payments');
  for (const result of results) {
    expect(result.exitCode).toBe(1);
    expect(output(result, 'undecided')).toEqual(['payments']);
    expect(output(result, 'ids')).toEqual({ payments: id });
    expect(printedIn(result)).toEqual([gone]);
  }
  expect(server.requests).toHaveLength(2);

  // "gone" ends the attempt, and then the line that waited for it acts.
  decide(story, [gone]);
  const done = await register();
  expect(output(done, 'created'), done.log).toEqual(['payments']);
  expect(record('payments')).toMatchObject({ replaced: [id], gone: [gone.split(' ')[2]] });
  expect(server.requests).toHaveLength(3);
});

test('one webhook is unknown and another one new: nothing is sent, and "gone" lets both on', async () => {
  let cut = true;
  const story = await httpProject({
    respond(_, reply, next) {
      if (cut) reply.destroy();
      else next();
    },
  });
  const { server, register } = story;
  await register(a);
  cut = false;
  const held = await register({ ...a, other: {} });
  expect(output(held, 'undecided')).toEqual(['payments']);
  expect(output(held, 'to-create')).toEqual(['other']);
  expect(server.webhooks).toHaveLength(0);

  decide(story, [printed(held, 'gone payments')]);
  const done = await register();
  expect(output(done, 'created'), done.log).toEqual(['payments', 'other']);
  expect(repeatedUrls(server)).toEqual([]);
});

test('a line for a name that nobody knows is idle, with a suggestion', async () => {
  const story = await httpProject();
  const { register } = story;
  await register(a);
  decide(story, [`replace paiments ${story.lastId()}`]);
  const result = await register();
  expect(result.exitCode, result.log).toBe(0);
  expect(result.log).toMatch(/no webhook is named paiments.*"payments"/);
  expect(story.server.requests).toHaveLength(1);
});

test('an old run that is approved late sends, decides and records nothing', async () => {
  const story = await httpProject();
  const { server, remote, register, plan } = story;
  await register(a, { env: runNumber(502) });
  const id = story.lastId();
  const commits = commitsOf(remote.git);
  const old = (inputs: Record<string, string> = {}, attempt = 1) => ({
    inputs,
    env: runNumber(501, attempt),
  });

  for (const result of [
    await register(b, old({ 'on-change': 'replace' })),
    await register(b, old({}, 3)),
    await register({ ...a, other: {} }, old({ decisions: `replace payments ${id}` })),
    await plan(old({ decisions: `replace payments ${id}` })),
  ]) {
    expect(result.exitCode, result.log).toBe(1);
    expect(result.log).toMatch(/older than run 502/);
    expect(printedIn(result)).toEqual([]);
  }
  const decided = old({ decisions: `replace payments ${id}` });
  for (const unchanged of [await register(a, old()), await register(a, decided)]) {
    expect(unchanged.exitCode, unchanged.log).toBe(0);
    expect(output(unchanged, 'unchanged')).toEqual(['payments']);
    expect(output(unchanged, 'ids')).toEqual({ payments: id });
  }
  expect((await register({}, old())).exitCode).toBe(0);
  expect(server.requests).toHaveLength(1);
  expect(commitsOf(remote.git)).toBe(commits);

  // The run that wrote may be run again, and so may one that has no number.
  const same = await register(a, {
    inputs: { decisions: `replace payments ${id}` },
    env: runNumber(502, 2),
  });
  expect(output(same, 'created'), same.log).toEqual(['payments']);
  const numberless = await register({ ...a, other: {} }, { env: runNumber('') });
  expect(output(numberless, 'created'), numberless.log).toEqual(['other']);
  expect(historyOf(remote)).toHaveLength(commits + 4);
});
