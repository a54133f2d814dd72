/** The grammar of decisions: what each line says, and what is said of a line that cannot be read. */
import { describe, expect, it } from 'vitest';
import { parseDecision } from '../../src/manifest/decisions.ts';
import { checkManifest } from '../../src/manifest/manifest.ts';

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

describe('what is no decision:', () => {
  const replaceForm = 'Write "replace NAME whk_…".';
  const goneForm = 'Write "gone NAME whk_…" or "gone NAME req_…".';
  const codeRule = 'Copy the eight characters, 0 to 9 and a to f, that the run printed.';
  it.each([
    [
      '',
      `The decision is empty. Write "replace NAME whk_…", "keep NAME CODE", "gone NAME whk_…" or "gone NAME req_…".`,
    ],
    [`- replace payments ${id}`, 'A decision begins with its verb. Remove the "-".'],
    [`replce payments ${id}`, '"replce" is not a decision. Did you mean "replace"?'],
    [`REPLACE payments ${id}`, '"REPLACE" is not a decision. Did you mean "replace"?'],
    ['accept payments', '"accept" is not a decision. Use "replace", "keep" or "gone".'],
    ['constructor payments', '"constructor" is not a decision. Use "replace", "keep" or "gone".'],
    ['replace', `The name of the webhook is missing. ${replaceForm}`],
    ['gone payments', `The ID after "payments" is missing. ${goneForm}`],
    ['keep payments', 'The code after "payments" is missing. Write "keep NAME CODE".'],
    [`replace payments ${id} now`, `The decision has too many words. ${replaceForm}`],
    ['gone @state req_000000003f9a2c1e', 'Only "keep" can be about "@state". Name a webhook.'],
    [
      `replace ${id} payments`,
      `The name stands before the ID or code. Did you mean "replace payments ${id}"?`,
    ],
    [
      `replace Payments ${id}`,
      '"Payments" is not a name for a webhook. Use a lower-case letter, then lower-case letters, digits, "_" or "-", at most 64 in all. Did you mean "payments"?',
    ],
    [`keep payments ${id}`, `"${id}" is an ID, and "keep" takes a code. ${codeRule}`],
    ['keep payments 3F9A2C1E', `"3F9A2C1E" is not a code. ${codeRule} Did you mean "3f9a2c1e"?`],
    ['keep payments 3f9a2c1', `"3f9a2c1" is not a code. ${codeRule}`],
    ['keep payments 3f9a2c1e0', `"3f9a2c1e0" is not a code. ${codeRule}`],
    ['keep payments 03F9A2C1E', `"03F9A2C1E" is not a code. ${codeRule}`],
    ['keep payments 3F9A2C1E0', `"3F9A2C1E0" is not a code. ${codeRule}`],
    ['keep payments a_whk_1', `"a_whk_1" is not a code. ${codeRule}`],
    ...['req_3f9a2c1e0', 'req_a_req_000000003f9a2c1e'].map((key): [string, string] => [
      `gone payments ${key}`,
      `"${key}" is not the ID of an attempt: "try_" and eight characters, 0 to 9 and a to f.`,
    ]),
    [
      'replace payments 3f9a2c1e',
      `"3f9a2c1e" is a code, and "replace" takes an ID. ${replaceForm}`,
    ],
    ['gone payments 3f9a2c1e', `"3f9a2c1e" is a code, and "gone" takes an ID. ${goneForm}`],
    ['gone payments whk_$(x)', `"whk_$(x)" is not an ID. ${goneForm}`],
    [
      'replace payments req_000000003f9a2c1e',
      '"req_000000003f9a2c1e" is the ID of an attempt, and "replace" takes a webhook\'s ID.',
    ],
    [
      'gone payments req_3f9a',
      '"try_3f9a" is not the ID of an attempt: "try_" and eight characters, 0 to 9 and a to f.',
    ],
  ])('%j', (text, message) => {
    expect(parseDecision(text)).toEqual({ ok: false, message });
  });
});

describe('the decisions of a manifest', () => {
  const text = `environments:
  live:
    decisions:
      - keep payments 3f9a2c1e
      - "gone   payments  ${id}"
      - keep  payments 3f9a2c1e
webhooks: {}
`;

  it('are those of the environment, each once, as a line with single spaces, at its place', () => {
    const manifest = checkManifest(text, ['live', 'sandbox']);
    expect(manifest.decisionsFor('live')).toEqual([
      {
        text: 'keep payments 3f9a2c1e',
        decision: { verb: 'keep', name: 'payments', code: '3f9a2c1e' },
        range: { line: 4, column: 9, endColumn: 31 },
      },
      {
        text: `gone payments ${id}`,
        decision: { verb: 'gone', name: 'payments', id },
        range: { line: 5, column: 9, endColumn: 59 },
      },
    ]);
    expect(manifest.decisionsFor('sandbox')).toEqual([]);
  });

  it('are none where the manifest has errors', () => {
    const manifest = checkManifest(text.replace('gone', 'gnoe'), ['live']);
    expect(() => manifest.decisionsFor('live')).toThrow('a manifest with errors');
  });
});
