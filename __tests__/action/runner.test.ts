/** The file of step outputs: what stands in a value, one that cannot be written, and a disk full for a moment. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRunner, OutputError } from '../../src/action/runner.ts';
import { keyValuePairs } from '../../testing/runner/files.ts';

function outputFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'conduit-webhooks-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'output');
  writeFileSync(file, '');
  return file;
}

test.each([
  '',
  'a=b',
  'x<<end',
  'end',
  'a\nend\nid=evil',
  'end.\nend\nend..\nid=evil',
  // On Windows, these end a line, too.
  'end\r\nid=evil',
])('an output comes back as it was set: %j', (value) => {
  const file = outputFile();
  createRunner({ GITHUB_OUTPUT: file }).setOutputs({ secret: value, after: 'it' });
  const text = readFileSync(file, 'utf8');
  const expected = [
    ['secret', value],
    ['after', 'it'],
  ];
  expect([...keyValuePairs(text)]).toEqual(expected);
  const onWindows = [...keyValuePairs(text.replaceAll('\r\n', '\n'))];
  expect(onWindows.map(([name]) => name)).toEqual(['secret', 'after']);
});

test('half an output is taken back, so that those after it can be read', () => {
  const file = outputFile();
  const script = `
    import { createRunner, OutputError } from '${new URL('../../src/action/runner.ts', import.meta.url)}';
    const runner = createRunner(process.env);
    runner.setOutputs({ small: 'x'.repeat(1000) });
    let failed = false;
    try {
      runner.setOutputs({ large: 'y'.repeat(2000) });
    } catch {
      failed = true;
    }
    process.exit(failed ? 7 : 0);
  `;
  // The limit is in blocks of 1024 bytes: what goes beyond is written in part.
  const args = [
    '-c',
    'ulimit -f 2; exec "$0" --input-type=module -e "$1"',
    process.execPath,
    script,
  ];
  const run = () => execFileSync('bash', args, { env: { ...process.env, GITHUB_OUTPUT: file } });
  expect(run).toThrow(expect.objectContaining({ status: 7 }));
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/^small<<(.+)\nx{1000}\n\1\n$/);
});

test.each([
  ['is not set', ''],
  ['is not there', '/nonexistent/output'],
  ['is a folder', tmpdir()],
  ['has no space left', '/dev/full'],
])('outputs are refused when their file %s', (_, GITHUB_OUTPUT) => {
  expect(() => createRunner({ GITHUB_OUTPUT }).setOutputs({ valid: 'true' })).toThrow(OutputError);
});
