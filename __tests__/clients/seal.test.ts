import fc from 'fast-check';
import nacl from 'tweetnacl';
import { expect, it } from 'vitest';
import { seal } from '../../src/clients/seal.ts';
import { Foreseen } from '../../src/safe/foreseen.ts';
import { openSealedBox } from '../../testing/github-server.ts';
import { runs } from '../fuzz.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

it('seals what another implementation opens, whatever the value and the key', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      async (value, privateKey) => {
        const keys = nacl.box.keyPair.fromSecretKey(privateKey);
        const sealed = Buffer.from(await seal(value, base64(keys.publicKey)), 'base64');
        expect(sealed).toHaveLength(Buffer.byteLength(value) + 48);
        expect(openSealedBox(sealed, keys)?.toString('utf8')).toBe(value);
        expect(openSealedBox(sealed, nacl.box.keyPair())).toBeUndefined();
      },
    ),
    runs(30),
  );
});

it.for([
  ['empty', ''],
  ['too short', base64(new Uint8Array(31).fill(7))],
  ['too long', base64(new Uint8Array(33).fill(7))],
  ['not base64', '*'.repeat(44)],
  ['base64 with something behind it', `${base64(nacl.box.keyPair().publicKey)} `],
  ['of a kind that keeps no secret', base64(new Uint8Array(32))],
])('refuses a key that is %s', async ([, key]) => {
  const error: unknown = await seal('a value that is not told', key as string).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Foreseen);
  expect(String(error)).toMatch(/public key/);
  expect(String(error)).not.toMatch(/not told/);
});
