import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support.ts';
import { errorsOf, expectNotStored, world } from './helpers.ts';

/** A copy of the bundle without libsodium. */
function bundleWithoutLibsodium(): string {
  const dist = join(temporaryFolder(), 'dist');
  cpSync(join(import.meta.dirname, '../../../dist'), dist, { recursive: true });
  const chunks = readdirSync(dist).filter(
    (file) => file.endsWith('.js') && readFileSync(join(dist, file), 'utf8').includes('crypto_secretbox'),
  );
  expect(chunks).toHaveLength(1);
  expect(chunks).not.toContain('index.js');
  rmSync(join(dist, chunks[0] as string));
  return join(dist, 'index.js');
}

it('loads libsodium only to seal', async () => {
  const main = bundleWithoutLibsodium();
  const here = await world({ payments: {} });
  for (const mode of ['validate', 'plan', 'register']) {
    expect((await here.run({ main, inputs: { mode } })).conclusion, mode).toBe('success');
  }
  here.declare({ payments: 'PAYMENTS_SECRET' });
  const decisions = expectNotStored(await here.run({ main }));
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  const settled = await here.run({ main, inputs: { decisions } });
  expect(settled.conclusion, 'a secret that was set by hand').toBe('success');

  here.declare({ payments: 'PAYMENTS_SECRET', refunds: 'REFUNDS_SECRET' });
  const result = await here.run({ main });
  expect(result.exitCode).toBe(1);
  expect(errorsOf(result)).toMatch(/library that seals secrets cannot be loaded/);
  expect(result.log).toContain('No requests were sent to Conduit.');
  expect(here.conduit.requests).toHaveLength(1);
  expect(here.state()?.webhooks).not.toHaveProperty('refunds');
});
