/** The grammar of decisions: what each line says. What is said of one that cannot be read: `cases/decisions-….case`. */
import { describe, expect, it } from 'vitest';
import { parseDecision } from '../../src/manifest/decisions.ts';

const id = 'whk_2ofTA13AD0xBtbEvBl20aEb1hEu';

describe('a decision', () => {
  it.each([
    [`replace payments ${id}`, { verb: 'replace', name: 'payments', id }],
    ['keep payments 3f9a2c1e', { verb: 'keep', name: 'payments', code: '3f9a2c1e' }],
    ['keep @state 00000000', { verb: 'keep', name: '@state', code: '00000000' }],
    [`gone payments ${id}`, { verb: 'gone', name: 'payments', id }],
    ['gone payments req_000000003f9a2c1e', { verb: 'gone', name: 'payments', id: 'req_000000003f9a2c1e' }],
    ['gone a an.ID-of_another-form', { verb: 'gone', name: 'a', id: 'an.ID-of_another-form' }],
    [` \tkeep  a\t 3f9a2c1e `, { verb: 'keep', name: 'a', code: '3f9a2c1e' }],
  ])('%j', (text, decision) => {
    expect(parseDecision(text)).toEqual({ ok: true, decision });
  });
});
