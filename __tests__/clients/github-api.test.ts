import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import type { Clock } from '../../src/clients/clock.ts';
import { githubApi } from '../../src/clients/github-api.ts';
import { refusal, sendReply, startGitHubServer } from '../../testing/github-server.ts';

const path = '/repos/octo/repo/actions/secrets/public-key';
const start = Date.parse('2026-03-04T05:06:07Z');

afterEach(() => {
  vi.useRealTimers();
});

/** An API against a server that replies to the nth request as `respond` says, and the waits that came of it. */
async function apiAgainst(
  respond: (nth: number, reply: ServerResponse, next: () => void) => void,
  expired = new AbortController().signal,
) {
  const waits: number[] = [];
  let now = start;
  const sleep = async (ms: number) => {
    waits.push(ms);
    now += ms;
  };
  const clock: Clock = { now: () => now, elapsed: () => now, random: () => 0.5, sleep };
  const server = await startGitHubServer({
    respond: (_request, reply, next) => respond(server.requests.length, reply, next),
  });
  const api = githubApi({ onWait: () => undefined, apiUrl: server.url, token: server.token, expired, clock });
  onTestFinished(async () => {
    api.close();
    await server.close();
  });
  return { api, waits, count: () => server.requests.length };
}

const inSeconds = (seconds: number) => String(start / 1000 + seconds);

const limit = (reset: number) => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(reset) });
const secondary = 'You have exceeded a secondary rate limit. Wait.';

it.for<[why: string, status: number, message: string, headers: Record<string, string>, waitMs: number]>([
  ['Retry-After in seconds', 429, 'Slow down', { 'Retry-After': '7' }, 7000],
  ['Retry-After as a date', 429, 'Slow down', { 'Retry-After': new Date(start + 9000).toUTCString() }, 9000],
  ['Retry-After of a secondary limit', 403, secondary, { 'Retry-After': '60' }, 60_000],
  ['a secondary limit that says nothing', 403, secondary, {}, 60_000],
  ['the end of a primary limit', 403, 'API rate limit exceeded', limit(42), 42_000],
  ['a limit that has just ended', 403, 'API rate limit exceeded', limit(-3), 500],
  ['429 that says nothing', 429, 'Slow down', {}, 500],
])('waits as long as it is asked to: %s', async ([, status, message, headers, waitMs]) => {
  const { api, waits } = await apiAgainst((nth, reply, next) => {
    if (nth === 1) sendReply(reply, refusal(status, message, headers));
    else next();
  });
  expect(await api.request('GET', path)).toMatchObject({ ok: true, status: 200 });
  expect(waits).toEqual([waitMs]);
});

it.for<[why: string, status: number, headers: Record<string, string>]>([
  ['Retry-After', 429, { 'Retry-After': '61' }],
  ['a primary limit', 403, limit(3600)],
])('does not wait for what ends too late: %s', async ([, status, headers]) => {
  const { api, waits, count } = await apiAgainst((_nth, reply) =>
    sendReply(reply, refusal(status, 'Slow down', headers)),
  );
  expect(await api.request('GET', path)).toMatchObject({ ok: false, status, limitMs: expect.any(Number) });
  expect(waits).toEqual([]);
  expect(count()).toBe(1);
});

it('takes 403 for what it is while requests remain', async () => {
  const { api, waits } = await apiAgainst((_nth, reply) =>
    sendReply(
      reply,
      refusal(403, 'Resource not accessible by integration', {
        'x-ratelimit-remaining': '4999',
        'x-ratelimit-reset': inSeconds(5),
      }),
    ),
  );
  expect(await api.request('PUT', path, {})).toMatchObject({ ok: false, status: 403, limitMs: undefined });
  expect(waits).toEqual([]);
});

it.for<[why: string, (reply: ServerResponse) => void]>([
  ['server errors', (reply) => sendReply(reply, refusal(503, 'Unavailable'))],
  ['cut connections', (reply) => reply.destroy()],
  [
    'cut replies',
    (reply) => {
      reply.writeHead(200, { 'Content-Length': '100' });
      reply.write('{', () => reply.destroy());
    },
  ],
])('gives up after four tries, each wait longer than the last: %s', async ([, act]) => {
  const { api, waits, count } = await apiAgainst((_nth, reply) => act(reply));
  expect(await api.request('GET', path)).toMatchObject({ ok: false });
  expect(waits).toEqual([500, 1000, 2000]);
  expect(count()).toBe(4);
});

it('takes a write for done by its status alone', async () => {
  const { api, count } = await apiAgainst((_nth, reply) => {
    reply.writeHead(201, { 'Content-Length': '100' });
    reply.write('{', () => reply.destroy());
  });
  expect(await api.request('PUT', path, {})).toMatchObject({ ok: true, status: 201 });
  expect(count()).toBe(1);
});

it('does not wait for ever for a server that never answers', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { api, waits } = await apiAgainst((nth, _reply, next) => {
    if (nth === 1) vi.advanceTimersByTime(60_000);
    else next();
  });
  expect(await api.request('GET', path)).toMatchObject({ ok: true });
  expect(waits).toEqual([500]);
});

it('sends nothing that could not end before the deadline', async () => {
  const { api, count } = await apiAgainst((_nth, _reply, next) => next());
  const late = { ok: false, message: 'not enough time left in this run' };
  for (const deadline of [
    { now: start, elapsed: Infinity },
    { now: Infinity, elapsed: start },
  ]) {
    expect(await api.request('PUT', path, {}, deadline)).toEqual(late);
  }
  expect(count()).toBe(0);
});

it('sends nothing once time is up', async () => {
  const { api, waits, count } = await apiAgainst((_nth, _reply, next) => next(), AbortSignal.abort());
  expect(await api.request('GET', path)).toEqual({ ok: false, message: 'the run was cancelled' });
  expect(waits).toEqual([]);
  expect(count()).toBe(0);
});

it('goes on over one connection until GitHub fails, and closes the next one in the end', async () => {
  const sockets: (Socket | null)[] = [];
  const { api } = await apiAgainst((nth, reply, next) => {
    sockets.push(reply.socket);
    if (nth === 3) sendReply(reply, refusal(503, 'Unavailable'));
    else next();
  });
  for (let count = 0; count < 3; count += 1) await api.request('GET', path);
  const [first, second, third, last] = sockets;
  expect(second).toBe(first);
  expect(third).toBe(first);
  expect(last).not.toBe(first);
  const closed = once(last as Socket, 'close');
  api.close();
  await closed;
});
