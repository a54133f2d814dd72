import { describe, expect, it } from 'vitest';
import { retryAfterMs, tried } from '../../src/clients/retry.ts';

describe('retryAfterMs', () => {
  const now = Date.parse('2026-01-02T03:04:05Z');
  it.each([
    ['0', 0],
    ['1', 1000],
    [' 120 ', 120_000],
    ['999999999', 999_999_999_000],
    ['Fri, 02 Jan 2026 03:04:15 GMT', 10_000],
    ['Friday, 02-Jan-26 03:04:15 GMT', 10_000],
    ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['soon', undefined],
    ['2026', 2_026_000],
    ['9999999999', 9_999_999_999_000],
    ['9'.repeat(16), undefined],
    ['2026-01-02T03:04:15Z', undefined],
    [undefined, undefined],
  ])('%j is %j', (value, ms) => {
    expect(retryAfterMs({ 'retry-after': value }, now)).toBe(ms);
  });
});

describe('tried', () => {
  it.each([
    ['until nothing more is to be gained', [500, 1000, undefined], 9, [500, 1000]],
    ['as long as the server asks to', [7000, undefined], 9, [7000]],
    ['as often as the rule allows', 'backoff', 4, [500, 1000, 2000]],
    ['once, where the rule allows no more', 'backoff', 1, []],
  ] as const)('waits and tries %s', async (_, given, maxTries, waits) => {
    const slept: number[] = [];
    let tries = 0;
    const clock = { random: () => 0.5, sleep: async (ms: number) => void slept.push(ms) };
    const last = await tried(
      async () => ++tries,
      (count, backoff) => (given === 'backoff' ? backoff({ maxTries, firstWaitMs: 500 }) : given[count - 1]),
      { clock, signal: new AbortController().signal },
    );
    expect(slept).toEqual(waits);
    expect(last).toBe(waits.length + 1);
  });

  it('does not try again once it is told to end', async () => {
    const told = new AbortController();
    let tries = 0;
    const clock = { random: () => 0, sleep: async () => told.abort() };
    const once = async () => ++tries;
    expect(await tried(once, () => 1, { clock, signal: told.signal })).toBe(2);
  });
});
