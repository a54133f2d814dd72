import { expect, it } from 'vitest';
import { isConfidential, secretsIn } from '../../src/clients/url.ts';

it.each([
  ['https://api.example.com', true],
  ['http://api.example.com', false],
  ['http://localhost:8080/api', true],
  ['http://127.0.0.1', true],
  ['http://127.10.20.30:1', true],
  ['http://[::1]:8080', true],
  ['http://[::2]', false],
  ['http://localhost.example.com', false],
  ['http://notlocalhost', false],
  ['http://127.0.0.1.example.com', false],
  ['ftp://localhost', false],
])('credentials may go to %s: %s', (url, may) => {
  expect(isConfidential(new URL(url))).toBe(may);
});

it.each<[userinfo: string, secrets: string[]]>([
  ['', []],
  ['me', []],
  ['me:abc', []],
  ['me:abcd', ['abcd', 'abcd']],
  ['me:a%2Fb:c', ['a%2Fb:c', 'a/b:c']],
  ['me:abc%', ['abc%']],
  ['x'.repeat(15), []],
  ['x'.repeat(16), ['x'.repeat(16), 'x'.repeat(16)]],
])('hides of %s', (userinfo, secrets) => {
  expect(secretsIn(userinfo)).toEqual(secrets);
});
