import { expect, it } from 'vitest';
import { traced } from '../../src/action/trace.ts';

it('tells each call, and how it ended, without what it was given or gave', async () => {
  const told: string[] = [];
  const target = {
    place: 'here',
    look: () => 'sk_1',
    ask: async (_: string) => ({ kind: 'created', secret: 'sk_2' }),
    write: async () => 'moved',
    fail: async () => Promise.reject(new Error('sk_3')),
  };
  const one = traced('API', target, { debug: (step) => told.push(step), elapsed: () => 0 });
  expect(one.place).toBe('here');
  expect(one.look()).toBe('sk_1');
  expect(await one.ask('sk_4')).toMatchObject({ secret: 'sk_2' });
  expect(await one.write()).toBe('moved');
  await expect(one.fail()).rejects.toThrow('sk_3');
  expect(told).toEqual([
    'API.look begins',
    'API.look: done, 0 ms',
    'API.ask begins',
    'API.ask: created, 0 ms',
    'API.write begins',
    'API.write: moved, 0 ms',
    'API.fail begins',
    'API.fail: failed, 0 ms',
  ]);
});
