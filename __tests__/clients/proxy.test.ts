/** Proxies in the environment: nothing secret of them is shown, and none is silently ignored. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proxyErrors, proxySecrets, withoutProxies } from '../../src/clients/proxy.ts';
import { addSecret, noSecrets, redact } from '../../src/safe/redact.ts';
import { runs } from '../fuzz.ts';

const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

describe('proxySecrets', () => {
  it.each(names)('finds a password in %s, as it stands and as it is sent', (name) => {
    expect(proxySecrets({ [name]: 'http://user:p%40ss-w0rd@proxy.example.com' })).toEqual(['p%40ss-w0rd', 'p@ss-w0rd']);
  });

  it.each([
    ['http://corpuser:Pr0xyPassw0rd9/abc@127.0.0.1:9', 'Pr0xyPassw0rd9/abc'],
    ['http://corpuser:Pr0xyPassw0rd9#abc@127.0.0.1:9', 'Pr0xyPassw0rd9#abc'],
    ['http://corpuser:Pr0xyPassw0rd9?abc@127.0.0.1:9', 'Pr0xyPassw0rd9?abc'],
    ['http://corpuser:Pr0xy@Passw0rd9@127.0.0.1:9', 'Pr0xy@Passw0rd9'],
    ['http://corpuser:Pr0xy:Passw0rd9@127.0.0.1:9', 'Pr0xy:Passw0rd9'],
    ['corpuser:Pr0xyPassw0rd9@127.0.0.1:9', 'Pr0xyPassw0rd9'],
    ['corpuser:Pr0xyPassw0rd9/abc@127.0.0.1', 'Pr0xyPassw0rd9/abc'],
    ['SOCKS5h://corpuser:Pr0xyPassw0rd9@[::1]:9', 'Pr0xyPassw0rd9'],
    ['http:/corpuser:Pr0xyPassw0rd9@127.0.0.1', '/corpuser:Pr0xyPassw0rd9'],
    ['http://corpuser:Pr0xy%zzPassw0rd9@127.0.0.1', 'Pr0xy%zzPassw0rd9'],
    ['http://:Pr0xyPassw0rd9@127.0.0.1', 'Pr0xyPassw0rd9'],
    ['http://corpuser:Pr0xyPassw0rd9@', 'Pr0xyPassw0rd9'],
    [' http://corpuser:Pr0xyPassw0rd9@127.0.0.1\n', 'Pr0xyPassw0rd9'],
    ['http://0123456789abcdef@127.0.0.1', '0123456789abcdef'],
  ])('finds what may be one in %j', (value, secret) => {
    expect(proxySecrets({ ALL_PROXY: value })).toContain(secret);
  });

  it.each(['http://conduit@proxy.example.com', 'http://user:abc@h', 'proxy.example.com:3128', ''])(
    'takes no word of %j for a secret',
    (value) => {
      expect(proxySecrets({ HTTPS_PROXY: value })).toEqual([]);
    },
  );
});

describe('proxyErrors', () => {
  const bypassed = (name: string) =>
    `The variable ${name} is not the URL of a proxy, such as http://proxy.example.com:3128. Requests would bypass it.`;

  it.each(['http://proxy.example.com:3128', 'https://user:p%2Fss@proxy.example.com', 'HTTP://[::1]:3128/', ' '])(
    'has none for %j, wherever it stands',
    (value) => {
      for (const name of names) expect(proxyErrors({ [name]: value })).toEqual([]);
    },
  );

  it.each(['user:pass@proxy.example.com:3128', 'proxy:3128', 'socks5h://proxy.example.com'])(
    'has none for %s where only git reads it, and one where requests would bypass it',
    (value) => {
      expect(proxyErrors({ all_proxy: value, ALL_PROXY: value })).toEqual([]);
      for (const name of names.slice(0, 4)) expect(proxyErrors({ [name]: value })).toEqual([bypassed(name)]);
    },
  );

  it.each(['http://user:pass@', 'http://:3128', 'http:///proxy', 'user:pass@:3128'])(
    'has one for %s, which names no host',
    (value) => {
      for (const name of names) expect(proxyErrors({ [name]: value })).toEqual([bypassed(name)]);
    },
  );

  it.each(['Pr0xy/abc', 'Pr0xy#abc', 'Pr0xy?abc', 'Pr0xy@abc', 'Pr0xy\\abc', 'Pr0xy%zz', 'Pr0 xy'])(
    'has one for the password %s, of which git would print a part',
    (password) => {
      for (const name of names) {
        for (const scheme of ['', 'http://', 'socks5://']) {
          expect(proxyErrors({ [name]: `${scheme}user:${password}@proxy.example.com:3128` })).toEqual([
            expect.stringContaining(`${name} has a character before its last "@" that must be`),
          ]);
        }
      }
    },
  );

  it('never repeats a value', () => {
    const part = fc.string({ unit: fc.constantFrom(...'abZ09:/@?#%\\ []') });
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(part), (name, parts) => {
        const value = `http://user:${parts.join('hunter2')}@proxy.example.com`;
        for (const one of [value, value.slice(7)]) expect(proxyErrors({ [name]: one }).join()).not.toContain('hunter2');
      }),
      runs(300),
    );
  });

  it('lets nothing through of which git could print a part that is not hidden', () => {
    const part = fc.string({ unit: fc.constantFrom(...'abZ09:/@?#%'), maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom('', 'http://', 'socks5://'), fc.array(part), (scheme, parts) => {
        const value = `${scheme}user:${parts.join('hunter2')}hunter2@127.0.0.1:9`;
        if (proxyErrors({ ALL_PROXY: value }).length > 0) return;
        const secrets = noSecrets();
        for (const secret of proxySecrets({ ALL_PROXY: value })) addSecret(secrets, secret);
        // What git takes for the host, and what it takes for the credentials.
        for (const said of [value, ...value.split(/[/?#@]/)]) expect(redact(said, secrets)).not.toContain('hunter2');
      }),
      runs(300),
    );
  });
});

it('withoutProxies takes out proxies, and nothing else', () => {
  const proxies = Object.fromEntries(names.map((name) => [name, 'http://proxy.example.com']));
  const others = { no_proxy: 'x', PATH: '/bin' };
  expect(withoutProxies({ ...proxies, ...others })).toEqual(others);
});
