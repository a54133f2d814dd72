/** The variables that name proxies: what is secret in them, and which values do not do what they say. */
import { decoded, secretsIn } from './url.ts';

/** The environment of a process. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The HTTP library heeds these. */
const libraryVariables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/** Git heeds these too. */
const variables = [...libraryVariables, 'all_proxy', 'ALL_PROXY'];

/** `env` without its proxies. */
export function withoutProxies(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !variables.includes(name)));
}

/** What must not be shown of the proxies in `env`, whether their values can be used or not. */
export function proxySecrets(env: Env): string[] {
  return variables.flatMap((name) => secretsIn(partsOf(env[name] ?? '').userinfo));
}

/**
 * What is wrong with the proxies in `env`, in words that repeat no value: the HTTP library would silently ignore them,
 * or git would take a part of the password for the host and print it.
 */
export function proxyErrors(env: Env): string[] {
  return variables.flatMap((name) => {
    const value = env[name] ?? '';
    if (value.trim() === '') return [];
    const { scheme, userinfo, host } = partsOf(value);
    if (/[\s/\\?#@]/.test(userinfo) || decoded(userinfo) === undefined) {
      return [
        `The variable ${name} has a character before its last "@" that must be percent-encoded. Write "/" as %2F, "?" as %3F, "#" as %23, "@" as %40 and "%" as %25.`,
      ];
    }
    const isUsable = /^[^/\\?#:]/.test(host);
    const isForLibrary = /^https?:\/\/$/i.test(scheme) && URL.canParse(value);
    if (isUsable && (isForLibrary || !libraryVariables.includes(name))) return [];
    return [
      `The variable ${name} is not the URL of a proxy, such as http://proxy.example.com:3128. Requests would bypass it.`,
    ];
  });
}

/** A proxy as curl takes it: the scheme may be missing. All before the last "@" may be a password. */
function partsOf(given: string): { scheme: string; userinfo: string; host: string } {
  const value = given.trim();
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(value)?.[0] ?? '';
  const rest = value.slice(scheme.length);
  const at = rest.lastIndexOf('@');
  return { scheme, userinfo: rest.slice(0, Math.max(0, at)), host: rest.slice(at + 1) };
}
