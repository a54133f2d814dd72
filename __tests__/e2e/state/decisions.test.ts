/** Decisions that stay, that meet, that contradict each other, and that come from an old run. */
import { expect, test } from 'vitest';
import { sendJson } from '../../../testing/conduit-server.ts';
import { printed, printedIn } from '../../../testing/decisions.ts';
import { commitsOf } from '../../../testing/git.ts';
import {
  decide,
  gitProject,
  historyOf,
  output,
  project,
  repeatedUrls,
  runNumber,
} from './support.ts';

const a = { payments: {} };
const b = { payments: { url: 'https://new.example.com/payments', status: 'disabled' } };

test('edited back and forth, each time asked: a line acts once, with all lines left in place', async () => {
  const story = await project();
  const { server, record, register, environments } = story;
  const plain = { replaced: {}, kept: {} };
  const edited = {
    replaced: { url: 'https://new.example.com/replaced', status: 'disabled' },
    kept: { url: 'https://new.example.com/kept', status: 'disabled' },
  };
  await register(plain);
  const kept = record('kept')?.current?.id;
  let sent = 2;
  for (const webhooks of [edited, plain, edited, plain]) {
    const asked = await register(webhooks);
    expect(asked.exitCode, asked.log).toBe(1);
    expect(output(asked, 'undecided')).toEqual(['replaced', 'kept']);
    const lines = ['replace replaced', 'keep kept'].map((start) => printed(asked, start));
    for (const line of lines) expect(environments.sandbox?.decisions ?? []).not.toContain(line);
    expect(server.requests).toHaveLength(sent);

    decide(story, lines);
    for (const expected of [1, 0]) {
      const done = await register(webhooks);
      sent += expected;
      expect(done.exitCode, done.log).toBe(0);
      expect(server.requests).toHaveLength(sent);
    }
    expect(record('replaced')?.current?.id).toBe(story.lastId());
    expect(record('kept')?.current?.id).toBe(kept);
  }
  expect(server.webhooks).toHaveLength(6);
});

test('a matrix: the same lines for sandbox and live, and only the right one acts', async () => {
  const story = await project();
  const { server, record, register, plan } = story;
  const live = { inputs: { environment: 'live' } };
  // Of this one, all is the same in both environments.
  const id = `whk_${'a'.repeat(27)}`;
  const adopted = { environments: { sandbox: { id }, live: { id } } };
  const before = { ...a, adopted };
  const after = { ...b, adopted: { ...adopted, status: 'disabled' } };
  const names = ['payments', 'adopted'];
  await register(before);
  await register(before, live);
  const recorded = record('payments', 'live');

  const asked = [await register(after), await register(after, live)] as const;
  const [replace] = asked.map((result) => printed(result, 'replace payments')) as [string];
  const keeps = asked.map((result) => printed(result, 'keep payments'));
  const same = asked.map((result) => printed(result, 'keep adopted')) as [string, string];
  for (const codes of [keeps, same]) expect(new Set(codes).size).toBe(2);

  // One workflow file gives both jobs the same input.
  const decisions = `${replace}\n${same[0]}`;
  const [sandbox, other, planned] = [
    await register(after, { inputs: { decisions } }),
    await register(after, { inputs: { ...live.inputs, decisions } }),
    await plan({ inputs: { ...live.inputs, decisions } }),
  ];
  expect(output(sandbox, 'created'), sandbox.log).toEqual(['payments']);
  expect(output(sandbox, 'unchanged')).toEqual(['adopted']);
  for (const result of [other, planned]) {
    expect(result.exitCode).toBe(1);
    expect(output(result, 'undecided')).toEqual(names);
    expect(printed(result, 'keep adopted')).toBe(same[1]);
    for (const line of [replace, same[0]]) {
      expect(result.log).toContain(`${line} does not answer this question: `);
    }
  }
  expect(server.requests).toHaveLength(3);

  const lines = [replace, keeps[1] as string, ...same];
  decide(story, lines);
  decide(story, lines, 'live');
  const results = [
    await register(),
    await register(after, live),
    await register(),
    await register(after, live),
  ];
  for (const result of results) {
    expect(result.exitCode, result.log).toBe(0);
    expect(output(result, 'unchanged')).toEqual(names);
  }
  expect(server.requests).toHaveLength(3);
  expect(record('payments', 'live')?.current?.id).toBe(recorded?.current?.id);
  expect(record('payments')?.current?.id).toBe(story.lastId());
});

test('two questions about one webhook: the answer to one is the fact of the next, and covers only one', async () => {
  const story = await project();
  const { server, record, register, plan } = story;
  const one = { url: 'https://hooks.example.com/one' };
  await register({ old: one, payments: {}, other: {} });
  await register({ old: one, other: {} });
  const [id, returned] = [record('old')?.current?.id, record('payments')?.current?.id];
  const ids = { fresh: id, payments: returned, other: record('other')?.current?.id };

  const asked = await register({
    fresh: { ...one, status: 'disabled' },
    payments: { status: 'disabled' },
    other: {},
  });
  expect(asked.log).toMatch(/^\? fresh: .*(\n .*)*?\n +status +enabled\n +→ +disabled\n/m);
  decide(story, [printed(asked, 'keep fresh'), printed(asked, 'keep payments')]);
  const planned = await plan();
  const changed = await register();
  for (const result of [planned, changed]) {
    expect(result.exitCode).toBe(1);
    for (const name of ['fresh', 'payments']) {
      expect(result.log).toMatch(new RegExp(`^\\? ${name} +changed`, 'm'));
    }
    expect(output(result, 'ids')).toEqual(ids);
  }
  expect(printed(planned, 'keep fresh')).toBe(printed(changed, 'keep fresh'));
  // What needs no request is recorded although a question is open.
  expect(record('fresh')?.current).toMatchObject({ id, body: { status: 'enabled' } });

  decide(story, [printed(changed, 'keep fresh'), printed(changed, 'replace payments')]);
  const done = await register();
  expect(done.exitCode, done.log).toBe(0);
  expect(record('fresh')?.current).toMatchObject({ id, body: { status: 'disabled' } });
  expect(output(done, 'created')).toEqual(['payments']);
  expect(output(done, 'to-delete')).toEqual([{ name: 'payments', id: returned }]);
  expect(server.requests).toHaveLength(4);
});

test('lines that contradict each other: an error at the first, and nothing is sent or recorded', async () => {
  const story = await project();
  const { server, record, register, plan, lastWrite } = story;
  await register({ ...a, removed: {} });
  const asked = await register({ ...b, removed: {} });
  const lines = ['replace payments', 'keep payments'].map((start) => printed(asked, start));
  const [written, recorded] = [lastWrite(), record('payments')];

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
  expect(lastWrite()).toBe(written);
  expect(record('payments')).toEqual(recorded);

  // The same line twice says the same thing.
  const twice = await register(b, { inputs: { decisions: lines[1] ?? '' } });
  expect(twice.exitCode, twice.log).toBe(0);
});

test('"gone" of a current ID that no question asks about is an error', async () => {
  const story = await project();
  const { server, record, register, plan, lastWrite } = story;
  await register(a);
  const line = `gone payments ${record('payments')?.current?.id}`;
  const written = lastWrite();
  decide(story, [line]);

  for (const result of [await plan(), await register({ ...a, other: {} })]) {
    expect(result.exitCode).toBe(1);
    expect(result.log).toMatch(new RegExp(`✗ ${line}: payments is still in the manifest`));
    expect(result.annotations).toContainEqual(expect.objectContaining({ level: 'error', line: 4 }));
  }
  const asked = await register(b);
  expect(asked.exitCode).toBe(1);
  expect(asked.log).toContain(`${line} does not answer this question.`);
  expect(server.requests).toHaveLength(1);
  expect(lastWrite()).toBe(written);
});

test('"replace" without any change: a new signing secret, once; one that the API refused is not used up', async () => {
  let refuse = false;
  const story = await project({
    respond({ text }, reply, next) {
      if (refuse && text.includes('/refused"')) {
        sendJson(reply, { status: 400, body: { errors: [] } });
      } else next();
    },
  });
  const { server, record, register } = story;
  await register({ rotated: {}, refused: {} });
  const [rotated, id] = ['rotated', 'refused'].map((name) => record(name)?.current?.id);
  decide(story, [`replace rotated ${rotated}`, `replace refused ${id}`]);
  // Nobody knows this name.
  const unknown = `replace rotatd ${rotated}`;
  decide(story, [unknown]);

  refuse = true;
  const first = await register();
  const secret = server.webhooks.at(-1)?.secret;
  expect(first.exitCode).toBe(1);
  expect(first.log).toMatch(/there is no webhook rotatd\. Did you mean "rotated"/);
  expect(output(first, 'created'), first.log).toEqual(['rotated']);
  expect(first.outputs['rotated-secret']).toBe(secret);
  expect(output(first, 'failed')).toEqual(['refused']);
  expect(output(first, 'undecided')).toEqual([]);
  expect(output(first, 'ids')).toEqual({ rotated: story.lastId(), refused: id });
  expect(record('rotated')?.replaced).toEqual([rotated]);
  expect(record('refused')).toMatchObject({ current: { id }, replaced: [] });
  refuse = false;
  const second = await register();
  const third = await register();

  expect(output(second, 'created'), second.log).toEqual(['refused']);
  expect(output(second, 'unchanged')).toEqual(['rotated']);
  expect(output(third, 'unchanged')).toEqual(['rotated', 'refused']);
  for (const result of [second, third]) {
    expect(result.exitCode, result.log).toBe(0);
    expect(result.log).toMatch(/there is no webhook rotatd\. Did you mean "rotated"/);
    expect(result.log).toMatch(new RegExp(`^· .* can stay: .*replace rotated ${rotated}`, 'm'));
    expect(result.log).not.toMatch(new RegExp(`can stay: .*${unknown}`));
  }
  expect(record('rotated')?.replaced).toEqual([rotated]);
  expect(server.webhooks).toHaveLength(4);
  expect(server.requests).toHaveLength(5);
});

test('while a request stands, nothing is sent for any webhook: no decision, policy or edit', async () => {
  let lose = false;
  const story = await project({
    respond({ text }, reply, next) {
      if (!lose) next();
      else if (text.includes('/lost"')) reply.destroy();
      else sendJson(reply, { status: 500, body: {} });
    },
  });
  const { server, record, register } = story;
  const onChange = { inputs: { 'on-change': 'replace' } };
  await register(a);
  const id = story.lastId();
  lose = true;
  const unknown = await register({ ...b, lost: {} }, onChange);
  lose = false;
  decide(story, [`replace payments ${id}`]);
  const more = { lost: {}, other: {} };
  const held = [
    await register({ ...b, ...more }, onChange),
    await register({ payments: { events: ['*'] }, ...more }, onChange),
    await register({ ...a, ...more }),
  ];

  const gone = ['gone payments', 'gone lost'].map((start) => printed(unknown, start));
  for (const result of [unknown, ...held]) {
    expect(result.exitCode).toBe(1);
    expect(output(result, 'undecided')).toEqual(['payments', 'lost']);
    expect(output(result, 'ids')).toEqual({ payments: id });
    expect(printedIn(result)).toEqual(gone);
  }
  for (const result of held) expect(output(result, 'to-create')).toEqual(['other']);
  expect(server.requests).toHaveLength(3);

  // "gone" ends the requests, and then the line that waited for one of them acts.
  decide(story, gone);
  const done = await register();
  expect(output(done, 'created'), done.log).toEqual(['payments', 'lost', 'other']);
  expect(record('payments')).toMatchObject({ replaced: [id], gone: [gone[0]?.split(' ')[2]] });
  expect(repeatedUrls(server)).toEqual(['https://hooks.example.com/payments']);
  expect(server.requests).toHaveLength(6);
});

test('an old run that is approved late sends, decides and records nothing', async () => {
  const story = await gitProject();
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
    expect(result.log).toMatch(/A newer run, run 502,/);
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
