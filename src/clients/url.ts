/** True when what is sent to `url` is hidden from others: over https, or over http to this machine alone. */
export function isConfidential(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

/** True for a host that is this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** A user name may be a token when it is so long; shorter ones are words. */
const shortestToken = 16;

/** A password shorter than this is not hidden: it would make the log unreadable. */
const shortestPassword = 4;

/** What must not be shown of `user:password`, as it stands and decoded: the password, and a name that may be a token. */
export function secretsIn(userinfo: string): string[] {
  const [user = '', password = ''] = userinfo.split(/:(.*)/s);
  return [
    ...[user, decoded(user) ?? ''].filter(({ length }) => length >= shortestToken),
    ...[password, decoded(password) ?? ''].filter(({ length }) => length >= shortestPassword),
  ];
}

/** `text` with its percent-encoding resolved; undefined when that is broken. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
