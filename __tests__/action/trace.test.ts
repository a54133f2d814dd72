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
  const one = traced('API', target, (step) => told.push(step.replace(/\d+ ms$/, 'N ms')));
  expect(one.place).toBe('here');
  expect(one.look()).toBe('sk_1');
  expect(await one.ask('sk_4')).toMatchObject({ secret: 'sk_2' });
  expect(await one.write()).toBe('moved');
  await expect(one.fail()).rejects.toThrow('sk_3');
  expect(told).toEqual([
    'API.look begins',
    'API.look: done, N ms',
    'API.ask begins',
    'API.ask: created, N ms',
    'API.write begins',
    'API.write: moved, N ms',
    'API.fail begins',
    'API.fail: failed, N ms',
  ]);
});
