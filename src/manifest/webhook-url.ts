/** What is wrong with a URL, without the credentials that it may carry. */
import { isUri, longestUrl } from '../safe/uri.ts';
import { type Path, quoted, type Report } from './problem.ts';

/** A longer suggestion is no help. */
const longestSuggestion = 200;

const fullUrlAdvice = ' Use a full URL, such as https://hooks.example.com/conduit.';

/** About a text that is no URL nor, where that `mayBePath`, a path. */
export function wrongUrl(text: string, mayBePath: boolean): string {
  if (text.length > longestUrl) return tooLong(text);
  const shown = quoted(text);
  if (!mayBePath) return `${shown} is not a URL.${suggestedUrl(text) ?? fullUrlAdvice}`;
  if (text.startsWith('//')) {
    return `${shown} begins with two slashes. A path below "baseUrl" begins with one.`;
  }
  if (text.startsWith('/')) {
    return `${shown} is not a valid path. Percent-encode special characters: a space as %20, # as %23.`;
  }
  return `${shown} is not a URL.${suggestedUrl(text) ?? suggestedPath(text) ?? fullUrlAdvice}`;
}

function tooLong(text: string): string {
  return `The URL has ${text.length} characters. It can have at most ${longestUrl}.`;
}

/** The URL that was likely meant: with a scheme, or with what a URL cannot hold encoded. None with credentials. */
function suggestedUrl(text: string): string | undefined {
  const [host = ''] = text.split(/[/:]/, 1);
  if (text.includes('@')) return undefined;
  const isHostFirst = host.indexOf('.') > 0 && !/\s/.test(text);
  const meant = URL.parse(text) ?? (isHostFirst ? URL.parse(`https://${text}`) : null);
  if (meant === null || !/^https?:$/.test(meant.protocol) || meant.hostname === '') return undefined;
  if (meant.href.length > longestSuggestion) return undefined;
  return isUri(meant.href) ? ` Did you mean "${meant.href}"?` : undefined;
}

/** The text as a path, for one that lacks the first slash. */
function suggestedPath(text: string): string | undefined {
  const isPath = text.length <= longestSuggestion && /^[\w~-]+(?:\/[\w.~-]+)*\/?$/.test(text);
  return isPath ? ` Did you mean "/${text}"? A path needs the "baseUrl" of its environment.` : undefined;
}

/** The URL that a text is, or undefined where it is none that can be called. */
export function readUrl(text: string, path: Path, report: Report): URL | undefined {
  if (text.length > longestUrl) {
    report('error', path, () => tooLong(text));
    return undefined;
  }
  const url = URL.parse(text);
  // What follows one slash, three or none is a path (RFC 3986, 3), which a parser of the web takes for a host.
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(text) || url?.hostname === '') {
    report('error', path, () => `${quoted(text)} has no host.${fullUrlAdvice}`);
    return undefined;
  }
  if (url === null) report('error', path, () => `${quoted(text)} has an invalid host or port.`);
  return url ?? undefined;
}

/** Judges whether Conduit can deliver to the server of a URL, and should. */
export function judgeServer(url: URL, path: Path, report: Report): void {
  if (hasCredentials(url)) {
    const why = 'They would be visible in the repository and in logs. Verify signatures instead.';
    report('error', path, () => `Remove the user name and password from the URL. ${why}`);
  }
  if (url.protocol === 'http:') {
    report('warning', path, () => 'Use https. Over http, others can read and change deliveries.');
  } else if (url.protocol !== 'https:') {
    report('error', path, () => `Conduit cannot deliver to ${quoted(url.protocol)}. Use https.`);
  }
  const kind = unreachableKind(url.hostname);
  if (kind !== undefined) report('warning', path, () => `Conduit cannot reach ${kind}. Use a public URL.`);
}

export function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

/** Names and addresses that no one outside can reach (RFC 6761, 1918, 6598, 3927, 4193, 4291, 6052). */
function unreachableKind(hostname: string): string | undefined {
  const isIPv6 = hostname.startsWith('[');
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (/(^|\.)localhost$/.test(host)) return 'this machine (localhost)';
  if (/\.(local|internal|lan|home\.arpa)$/.test(host)) return 'a private network';
  if (/^\d+(?:\.\d+){3}$/.test(host)) return privateAddress(host);
  if (isIPv6) {
    const mapped = /^(?:::ffff:|::|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
    if (mapped !== null) {
      const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
      return privateAddress([high >> 8, high & 255, low >> 8, low & 255].join('.'));
    }
    if (host === '::1' || host === '::') return 'this machine';
    if (/^f[cd]/.test(host) || /^fe[89a-f]/.test(host)) return 'a private address';
  }
  return undefined;
}

function privateAddress(address: string): string | undefined {
  const [a = 0, b = 0] = address.split('.').map(Number);
  if (a === 127 || a === 0) return 'this machine';
  const isPrivate =
    a === 10 ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b <= 127);
  return isPrivate ? 'a private address' : undefined;
}
