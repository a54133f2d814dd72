import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printedIn } from '../../../testing/decisions.ts';
import { gitProject, output } from './support.ts';

/** A hook of a bare repository. */
function addHook(git: string, name: string, script: string): void {
  writeFileSync(join(git, 'hooks', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(git, 'hooks', name), 0o755);
}

/** A summary as a page shows it. */
const plain = (markdown: string) => markdown.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

const refusal = 'echo "GH013: Repository rule violations found" >&2; exit 1';

test('a ref that is protected after the requests: all is in outputs, summary and log', async () => {
  const { server, remote, declare, register } = await gitProject({
    respond(_, __, next) {
      addHook(remote.git, 'pre-receive', refusal);
      next();
    },
  });
  declare({ payments: {}, customers: {} });

  const result = await register();

  expect(result.exitCode).toBe(1);
  expect(output(result, 'created')).toEqual(['payments', 'customers']);
  for (const { id, url, secret } of server.webhooks) {
    const name = url.split('/').at(-1);
    expect(result.outputs).toMatchObject({ [`${name}-id`]: id, [`${name}-secret`]: secret });
    expect(result.log).toContain(id);
    expect(plain(result.summary)).toContain(id);
  }
  expect(output(result, 'to-delete')).toEqual([]);
  expect(result.log).toMatch(/The state \(refs\S+\) could not be written/);
  expect(result.annotations.map(({ message }) => message).join()).toMatch(/could not be written/);
  rmSync(join(remote.git, 'hooks', 'pre-receive'));

  // The requests stand, and this run may still be going for all that the next one knows.
  const next = await register();
  expect(next.exitCode).toBe(1);
  expect(output(next, 'undecided')).toEqual(['payments', 'customers']);
  expect(printedIn(next)).toEqual([]);
  expect(server.webhooks).toHaveLength(2);
});
