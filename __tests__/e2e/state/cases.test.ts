/** What happens, case by case: with state in a repository where that is what the case is about. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printed } from '../../../testing/decisions.ts';
import { allObjectsOf, commitsOf, gitOn, refOf } from '../../../testing/git.ts';
import { decide, gitProject, output, project, runNumber } from '../../../testing/project.ts';

test('created once, unchanged, changed and replaced: the state holds facts, and its history says what each run did', async () => {
  const story = await gitProject();
  const { server, remote, register } = story;
  const url = 'https://hooks.example.com/in?token=t0ken-in-query-4711#fragment-0815';
  const events = ['transaction.completed', 'customer.active', 'customer.created'];
  const both = { payments: { url, events }, other: {} };

  const first = await register(both, { env: { ...runNumber(4711, 2), GITHUB_SHA: 'c0ffee' } });
  const [commits, connections] = [commitsOf(remote.git), server.connections];
  const again = await register({ ...both, payments: { url, events: events.toReversed() } }, { env: runNumber(4712) });

  for (const result of [first, again]) expect(result.exitCode, result.log).toBe(0);
  expect(first.log).toContain('Nothing is recorded for sandbox yet, so this creates 2 webhooks.');
  expect(output(first, 'created')).toEqual(['payments', 'other']);
  expect(output(first, 'to-create')).toEqual([]);
  const [payments, other] = ['/in', '/other'].map((path) => server.webhooks.find((one) => one.url.includes(path))?.id);
  expect(output(first, 'ids')).toEqual({ payments, other });
  expect(output(again, 'unchanged')).toEqual(['payments', 'other']);
  expect(output(again, 'ids')).toEqual({ payments, other });
  expect([commitsOf(remote.git), server.connections]).toEqual([commits, connections]);

  const changed = await register({ payments: { url: url.replace('4711', '4712') } }, { env: runNumber(4713) });
  expect(output(changed, 'undecided')).toEqual(['payments']);
  expect(changed.log).toMatch(/url +https:\/\/hooks\.example\.com\/in\?sha256=\w+\n/);
  const replace = printed(changed, 'replace payments');
  decide(story, [replace]);
  const replaced = await register(undefined, { env: runNumber(4714) });
  expect(output(replaced, 'created'), replaced.log).toEqual(['payments']);
  expect(server.requests).toHaveLength(3);

  const objects = allObjectsOf(remote.git);
  for (const text of [objects, changed.log, replaced.log]) {
    for (const hidden of ['t0ken-in-query', 'fragment-0815']) expect(text).not.toContain(hidden);
  }
  const secrets = [server.apiKey, server.apiSecret, ...server.webhooks.map(({ secret }) => secret)];
  for (const secret of secrets) expect(objects).not.toContain(secret);
  expect(story.record('payments')?.current?.body.url).toMatch(/^https:\/\/hooks\.example\.com\/in\?sha256=/);
  const history = gitOn(remote.git, 'log', '--format=%s', refOf()).trim().split('\n');
  expect(history).toEqual([
    'sandbox: created payments',
    `sandbox: about to create payments; ${replace}`,
    'sandbox: no longer in the manifest: other',
    'sandbox: created payments, other',
    'sandbox: about to create payments, other',
  ]);
  const messages = gitOn(remote.git, 'log', '--format=%B', refOf());
  expect(messages).toContain('octo/repo/actions/runs/4711/attempts/2');
  expect(messages).toContain('Commit: c0ffee');
  expect(messages).toContain('Manifest: .github/conduit-webhooks.yml');
});

test('a matrix: the same lines for sandbox and live, and only the right one acts', async () => {
  const story = await project();
  const { server, record, register } = story;
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
  const sandbox = await register(after, { inputs: { decisions } });
  const other = await register(after, { inputs: { ...live.inputs, decisions } });
  expect(output(sandbox, 'created'), sandbox.log).toEqual(['payments']);
  expect(output(sandbox, 'unchanged')).toEqual(['adopted']);
  expect(other.exitCode).toBe(1);
  expect(output(other, 'undecided')).toEqual(names);
  expect(printed(other, 'keep adopted')).toBe(same[1]);
  for (const line of [replace, same[0]]) expect(other.log).toContain(`${line} does not answer this question: `);
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

test('a ref that is protected after the requests: all is in outputs, summary and log', async () => {
  const { server, remote, record, onConduit, register } = await gitProject();
  const hook = join(remote.git, 'hooks', 'pre-receive');
  onConduit((_, __, next) => {
    writeFileSync(hook, '#!/bin/sh\necho "GH013: Repository rule violations found" >&2; exit 1\n');
    chmodSync(hook, 0o755);
    next();
  });

  const result = await register({ payments: {}, customers: {} });

  expect(result.exitCode).toBe(1);
  expect(output(result, 'created')).toEqual(['payments', 'customers']);
  const summary = result.summary.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  for (const { id, url, secret } of server.webhooks) {
    const name = url.split('/').at(-1);
    expect(result.outputs).toMatchObject({ [`${name}-id`]: id, [`${name}-secret`]: secret });
    for (const text of [result.log, summary]) expect(text).toContain(id);
  }
  expect(output(result, 'to-delete')).toEqual([]);
  expect(result.log).toMatch(/The state \(refs\S+\) could not be written/);
  expect(result.annotations.map(({ message }) => message).join()).toMatch(/could not be written/);
  // What was sent, the next run knows from the requests.
  for (const name of ['payments', 'customers']) expect(record(name)).toHaveProperty('request');
});
