/** What is said of YAML that cannot be read, and where: one fault hides the rest, so each has a text of its own. */
import { describe, expect, it } from 'vitest';
import { checkManifest } from '../../src/manifest/manifest.ts';

function firstProblem(text: string): string | undefined {
  const [problem] = checkManifest(text, ['live']).problems;
  const { line, column, endColumn } = problem?.range ?? {};
  return `${line}:${column}-${endColumn} ${problem?.message}`;
}

const colonHint = 'Put quotes around a value that has ": " in it, and a space after the colon of a key.';
const quotesHint = 'Put quotes around a value that begins with * & ! % @ or `.';

describe('is invalid YAML', () => {
  it.each([
    ['webhooks:\n  a:\n    url: &\n', '3:11-12', quotesHint],
    ['webhooks:\n  a:\n    events: [&]\n', '3:15-16', quotesHint],
    ['@webhooks: {}\n', '1:1-2', quotesHint],
    ['webhooks:\n  a: !e!x y\n', '2:10-11', quotesHint],
    ['webhooks: &a x: y: z\n', '1:18-19', colonHint],
    ['webhooks: x\ty: z\n', '1:14-15', colonHint],
    ['webhooks:\n  \ta: 1\n', '2:3-4', 'A tab cannot indent YAML. Use spaces.'],
    ['%YAML 1.2\nwebhooks: {}\n', '2:1-2', 'directives end mark is expected.'],
  ])('%j', (text, place, why) => {
    expect(firstProblem(text)).toBe(`${place} Invalid YAML: ${why}`);
  });
});

describe('begins a second document', () => {
  it.each([
    ['---\nwebhooks: {}\n---\nwebhooks: {}\n', '3:1-4'],
    ['webhooks: {}\n# --- the rest ---\n--- {webhooks: {}}\n', '3:1-4'],
    ['webhooks: {}\n---', '2:1-4'],
    ['webhooks: {}\n...\n# the rest\n  webhooks: {}\n', '4:3-6'],
  ])('%j', (text, place) => {
    expect(firstProblem(text)).toBe(
      `${place} A second YAML document starts here. Put all webhooks in one document and remove "---".`,
    );
  });
});
