/** The pages that are kept are those that some run shows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const files = readdirSync(import.meta.dirname);

test('no page is left over', () => {
  const tests = files
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('\n');
  const pages = files.filter((file) => file.endsWith('.txt'));
  expect(pages.filter((file) => !tests.includes(`'${file.replace('.txt', '')}'`))).toEqual([]);
});
