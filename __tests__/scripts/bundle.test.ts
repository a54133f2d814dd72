/** What users download. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const dist = join(import.meta.dirname, '..', '..', 'dist');
const scripts = readdirSync(dist).filter((name) => name.endsWith('.js'));
const text = (name: string) => readFileSync(join(dist, name), 'utf8');

describe('the bundle', () => {
  it('is small on the way to validate', () => {
    expect(statSync(join(dist, 'index.js')).size).toBeLessThan(170_000);
  });

  it('has no schema compiler in it, and nothing of undici but its name', () => {
    const all = scripts.map(text).join('');
    expect(all).not.toContain('new Function');
    expect(all).toContain('undici is not part of this bundle');
    expect(all).not.toContain('maxCachedSessions');
  });

  it('loads the HTTP client, git and libsodium only when they are needed', () => {
    const main = text('index.js');
    expect(main).not.toContain('tunneling socket');
    expect(main).not.toContain('fast-import');
    expect(main).not.toContain('crypto_box_seal');
    const others = scripts.filter((name) => name !== 'index.js').map(text);
    for (const part of ['tunneling socket', 'fast-import', 'crypto_box_seal']) {
      expect(others.some((other) => other.includes(part))).toBe(true);
    }
  });

  it('names the licence of every library in it', () => {
    const licenses = readFileSync(join(dist, 'licenses.txt'), 'utf8');
    expect(licenses.match(/^\S+(?= \d\S* \()/gm)).toEqual([
      '@actions/core',
      '@actions/http-client',
      'ajv-formats',
      'js-yaml',
      'libsodium',
      'libsodium-wrappers',
      'tunnel',
    ]);
    // The licence that each of them comes with.
    expect(licenses.match(/^(Copyright|Permission)/gim)?.length).toBeGreaterThanOrEqual(7);
  });
});
