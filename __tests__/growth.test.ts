/** The helper tells time that grows with the size from time that grows with its square. */
import { expect, it } from 'vitest';
import { expectLinear } from './growth.ts';

const make = (size: number) => 'a'.repeat(size);

it('has nothing against one look at each character', () => {
  expectLinear(make, (text) => [...text].map((character) => character.charCodeAt(0)));
});

// What else the machine does may hide growth; it never shows growth that is not there.
it('fails for a search that begins again at each character', { retry: 3 }, () => {
  expect(() => expectLinear(make, (text) => /a+b/.test(text))).toThrow('growth from size');
});
