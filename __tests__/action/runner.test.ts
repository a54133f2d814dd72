/** The file of step outputs: what stands in a value, one that cannot be written, and a disk full for a moment. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createRunner } from '../../src/action/runner.ts';
import { temporaryFolder } from '../../testing/folders.ts';
import { keyValuePairs } from '../../testing/runner/step.ts';

function outputFile(): string {
  const file = join(temporaryFolder(), 'output');
  writeFileSync(file, '');
  return file;
}

/** A runner whose output file is `file`. */
function runnerWith(file: string) {
  vi.stubEnv('GITHUB_OUTPUT', file);
  onTestFinished(() => void vi.unstubAllEnvs());
  return createRunner(process.env);
}

test.each(['', 'a=b', 'x<<end', 'a\nid=evil'])('an output comes back as it was set: %j', (value) => {
  const file = outputFile();
  runnerWith(file).setOutputs({ secret: value, after: 'it' });
  expect([...keyValuePairs(readFileSync(file, 'utf8'))]).toEqual([
    ['secret', value],
    ['after', 'it'],
  ]);
});

test('half an output is taken back, so that those after it can be read', () => {
  const file = outputFile();
  // The limit is in blocks of 1024 bytes: what goes beyond is written in part.
  const args = ['-c', 'ulimit -f 2; exec "$@"', 'bash', process.execPath];
  const program = join(import.meta.dirname, 'fill-output.ts');
  const env = { ...process.env, GITHUB_OUTPUT: file };
  expect(() => execFileSync('bash', [...args, program], { env, stdio: 'pipe' })).toThrow(
    expect.objectContaining({ status: 7 }),
  );
  expect(readFileSync(file, 'utf8')).toMatch(/^small<<(.+)\nx{1000}\n\1\n$/);
});

test.each([
  ['is not set', ''],
  ['is not there', '/nonexistent/output'],
  ['is a folder', tmpdir()],
  ['has no space left', '/dev/full'],
])('outputs are refused when their file %s', (_, file) => {
  expect(runnerWith(file).setOutputs({ valid: 'true' })).toEqual(expect.any(String));
});
