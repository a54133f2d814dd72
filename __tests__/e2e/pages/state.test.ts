/** What stands in the way of the state, and a run without one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { httpRemote } from '../../../testing/temporary.ts';
import { life } from './support.ts';

test('without state', async () => {
  const here = await life({ payments: {}, ledger: {} });
  const decisions = 'keep payments 3f9a2c1e';
  await here.shows('without-state-in-a-plan', await here.plan({ state: 'none' }));
  await here.shows('without-state', await here.register({ state: 'none', decisions }));
});

test('state that cannot be read or written', async () => {
  const here = await life({ payments: {} });
  const [token, readOnlyToken] = ['ghs_0123456789abcdefghij', 'ghs_abcdefghij0123456789'];
  const { env } = await httpRemote({ token, readOnlyToken });
  const inGit = (given: string) => here.register({ state: 'git', 'github-token': given }, { env });
  await here.shows('no-permission-to-write-the-state', await inGit(readOnlyToken));
  await here.shows('no-permission-to-read-the-state', await inGit('ghs_00000000000000000000'));
  writeFileSync(join(here.workspace, 'state.json'), '{"version": 1');
  await here.shows('state-damaged', await here.register());
});
