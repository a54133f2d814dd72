/** The sealed box that GitHub wants a secret in (libsodium `crypto_box_seal`; GitHub docs, "Encrypting secrets"). */
import { Foreseen } from '../safe/foreseen.ts';

/** Length of a public key, in bytes (`crypto_box_PUBLICKEYBYTES`). */
const keyBytes = 32;

/**
 * `value`, readable only with the private key that belongs to `publicKey`; key and result in base64.
 * @throws Foreseen
 */
export async function seal(value: string, publicKey: string): Promise<string> {
  const key = new Uint8Array(Buffer.from(publicKey, 'base64'));
  if (key.length !== keyBytes || Buffer.from(key).toString('base64') !== publicKey) {
    throw new Foreseen(`GitHub's public key is not ${keyBytes} bytes in base64`);
  }
  const sodium = await loadSodium();
  try {
    const sealed = sodium.crypto_box_seal(sodium.from_string(value), key);
    return sodium.to_base64(sealed, sodium.base64_variants.ORIGINAL);
  } catch {
    throw new Foreseen("nothing can be sealed with GitHub's public key");
  }
}

/** A large library, for the few runs that create a webhook whose secret is stored. */
async function loadSodium() {
  try {
    const { default: sodium } = await import('libsodium-wrappers');
    await sodium.ready;
    return sodium;
  } catch {
    throw new Foreseen('the library that seals secrets cannot be loaded: a file of the action is missing');
  }
}
