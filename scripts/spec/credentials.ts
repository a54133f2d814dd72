/** The headers with credentials. */
import type { Part } from './part.ts';

/** The names of the two headers. */
export interface CredentialHeaders {
  key: string;
  secret: string;
}

/** The two headers with credentials that the operation asks for, whatever the schemes are called. */
export function credentialHeaders(root: Part, operation: Part): CredentialHeaders {
  const own = operation.at('security');
  const security = own.value === undefined ? root.at('security') : own;
  const schemes = root.at('components').at('securitySchemes');
  for (const [, requirement] of security.entries()) {
    const all = requirement.entries().map(([name]) => schemes.at(name));
    const headers = all
      .filter(({ value }) => (value as { in?: unknown } | undefined)?.in === 'header')
      .map((scheme) => scheme.at('name').text('The name of the header is missing.'));
    const secret = headers.find((name) => /secret/i.test(name));
    const key = headers.find((name) => name !== secret);
    const isPair = all.length === 2 && headers.length === 2;
    if (isPair && secret !== undefined && key !== undefined) return { key, secret };
  }
  throw security.error('This does not ask for two headers, an API key and an API secret.');
}
