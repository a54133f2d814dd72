/** What happens, case by case: with state in a repository where that is what the case is about. */
import { expect, test } from 'vitest';
import { printed } from '../../../testing/decisions.ts';
import { allObjectsOf, commitsOf, gitOn, refOf } from '../../../testing/git.ts';
import { decide, gitProject, historyOf, output, project, runNumber } from './support.ts';

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
  expect(record('payments')?.current?.body.url).toMatch(/^https:\/\/hooks\.example\.com\/in\?sha256=/);
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
  expect(historyOf(remote)).toEqual([`sandbox: ${line}`, 'sandbox: no longer in the manifest: a', ...history]);
});

test('a matrix: the same lines for sandbox and live, and only the right one acts', async () => {
  const story = await project();
  const { server, record, register, plan } = story;
  const live = { inputs: { environment: 'live' } };
  // Of this one, all is the same in both environments.
  const id = `whk_${'a'.repeat(27)}`;
  const adopted = { environments: { sandbox: { id }, live: { id } } };
  const before = { payments: {}, adopted };
  const payments = { url: 'https://new.example.com/payments', status: 'disabled' };
  const after = { payments, adopted: { ...adopted, status: 'disabled' } };
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
  for (const result of [await register(), await register(after, live)]) {
    expect(result.exitCode, result.log).toBe(0);
    expect(output(result, 'unchanged')).toEqual(names);
  }
  expect(server.requests).toHaveLength(3);
  expect(record('payments', 'live')?.current?.id).toBe(recorded?.current?.id);
  expect(record('payments')?.current?.id).toBe(story.lastId());
});
