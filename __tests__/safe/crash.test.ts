import { expect, it } from 'vitest';
import { crashOf } from '../../src/safe/crash.ts';

class Odd extends Error {
  code = 'EODD';
}

it('shows the class of an error and its frames, and never its message', () => {
  const message = 'sk_secret\n    at sk_secret (file:///sk_secret.ts:1:2)';
  const { what, frames } = crashOf(new Odd(message));
  expect(what).toBe('Odd (EODD)');
  expect(frames[0]).toMatch(/^at .*crash\.test\.ts:\d+:\d+\)?$/);
  expect(frames.length).toBeLessThanOrEqual(10);
  expect(frames.join()).not.toContain('sk_secret');
});

it.each([
  [Object.assign(new Error('a b'), { code: 'a b' }), 'Error'],
  ['sk_secret', 'string'],
  [undefined, 'undefined'],
])('shows nothing else of what is thrown: %j', (thrown, what) => {
  expect(crashOf(thrown).what).toBe(what);
});
