/** What the schema cannot say: rules about one environment's webhooks, together and one by one. */
import {
  type Environment,
  eventPatterns,
  requestFields,
  requiredFields,
} from '../generated/api.ts';
import type { Manifest } from '../generated/types.ts';
import { canonicalText } from '../webhook.ts';
import { parseDecision } from './decisions.ts';
import { bodyOf, type Draft, draftsFor, expandEvents, fullUrl, isPath } from './declarations.ts';
import { listed, type Path, type PathFinding, type PathPlace, quoted } from './problem.ts';
import { longestUrl } from './uri.ts';

/** Findings in what `environment` has of a manifest. What the schema refused is not judged again. */
export function* ruleFindings(
  manifest: Manifest,
  environment: Environment,
): Generator<PathFinding> {
  const drafts = draftsFor(manifest, environment);
  const settings = manifest.environments?.[environment] ?? {};
  const baseUrl = yield* baseUrlFindings(settings.baseUrl, [
    'environments',
    environment,
    'baseUrl',
  ]);
  for (const [index, line] of (settings.decisions ?? []).entries()) {
    const parsed = line === undefined ? undefined : parseDecision(line);
    if (parsed?.ok !== false) continue;
    yield error(['environments', environment, 'decisions', index], parsed.message);
  }
  const receivers = new Map<string, Draft[]>();
  for (const draft of drafts) {
    yield* missingFields(draft);
    yield* eventFindings(draft);
    const { url: text } = draft.fields;
    if (text === undefined) continue;
    if (isPath(text) && baseUrl === undefined) {
      if (Object.hasOwn(settings, 'baseUrl')) continue;
      const message = `${quoted(text)} is a path, and its environment has no "baseUrl". Add one under "environments".`;
      yield error(draft.pathOf('url'), message);
      continue;
    }
    const url = fullUrl(text, baseUrl);
    yield* isPath(text) ? pathFindings(draft, url) : urlFindings(url, draft.pathOf('url'));
    const receiver = parsedUrl(url)?.href;
    if (receiver === undefined) continue;
    const sharing = receivers.get(receiver);
    if (sharing === undefined) receivers.set(receiver, [draft]);
    else sharing.push(draft);
  }
  yield* repeated(drafts, 'secret', (name) => {
    const rule = 'Each webhook needs its own. GitHub does not tell upper from lower case.';
    return `The GitHub secret is also that of ${quoted(name)}. ${rule}`;
  });
  yield* repeated(
    drafts,
    'id',
    (name) => `This is also the ID of ${quoted(name)}. Each webhook has its own.`,
  );
  for (const group of receivers.values()) if (group.length > 1) yield* sameReceiver(group, baseUrl);
}

/**
 * A notice for each GitHub secret that webhooks of more than one environment name, at the first of them. It has one
 * value, so each environment needs a GitHub environment that keeps its own.
 */
export function* sharedSecrets(
  manifest: Manifest,
  environments: readonly Environment[],
): Generator<PathFinding> {
  const users = new Map<string, { path: Path; environments: Set<Environment> }>();
  for (const environment of environments) {
    for (const { fields, pathOf } of draftsFor(manifest, environment)) {
      if (fields.secret === undefined) continue;
      const name = fields.secret.toUpperCase();
      const user = users.get(name) ?? { path: pathOf('secret'), environments: new Set() };
      users.set(name, user);
      user.environments.add(environment);
    }
  }
  for (const { path, environments: sharing } of users.values()) {
    if (sharing.size < 2) continue;
    const where = [...sharing].join(' and ');
    const message = `This GitHub secret is named for ${where}, and has one value. Keep it in a GitHub environment for each (input secrets-environment), or name one for each.`;
    yield { severity: 'notice', message: () => message, where: { path, at: 'value' } };
  }
}

function* missingFields({ name, fields }: Draft): Generator<PathFinding> {
  for (const field of requiredFields) {
    if (Object.hasOwn(fields, field)) continue;
    yield error(['webhooks', name], `${quoted(field)} is missing.`, 'key');
  }
}

function* eventFindings({ fields: { events = [] }, pathOf }: Draft): Generator<PathFinding> {
  const patterns = new Set(events.filter((event) => event?.endsWith('*')));
  if (patterns.size === 0 && new Set(events).size === events.length) return;
  const seen = new Set<string>();
  for (const [index, event] of events.entries()) {
    if (event === undefined) continue;
    const path = [...pathOf('events'), index];
    if (seen.has(event)) {
      yield error(path, `${quoted(event)} is repeated. Name each event once.`);
      continue;
    }
    seen.add(event);
    const cover = [...patterns].find(
      (pattern) =>
        pattern !== event &&
        expandEvents([event]).every((name) => eventPatterns[pattern]?.includes(name)),
    );
    if (cover === undefined) continue;
    yield warning(
      path,
      `${quoted(event)} is already covered by ${quoted(cover)}. Remove one of them.`,
    );
  }
}

/** Gives the base URL when paths can be appended to it. */
function* baseUrlFindings(
  text: string | undefined,
  path: Path,
): Generator<PathFinding, string | undefined> {
  if (text === undefined) return undefined;
  yield* urlFindings(text, path);
  const url = parsedUrl(text);
  if (/[?#]/.test(text)) {
    yield error(
      path,
      'A path is appended to this URL. Remove the query and the fragment, from "?" or "#" on.',
    );
    return undefined;
  }
  return url === undefined || hasCredentials(url) ? undefined : text;
}

function* pathFindings(draft: Draft, url: string): Generator<PathFinding> {
  if (url.length > longestUrl) yield error(draft.pathOf('url'), tooLong(url));
}

function* urlFindings(text: string, path: Path): Generator<PathFinding> {
  const url = parsedUrl(text);
  if (text.length > longestUrl) {
    yield error(path, tooLong(text));
    return;
  }
  // What follows one slash, three or none is a path (RFC 3986, 3), which a parser of the web takes for a host.
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(text) || url?.hostname === '') {
    const rule = 'Write the URL in full, such as https://hooks.example.com/conduit.';
    yield error(path, `${quoted(text)} names no server. ${rule}`);
    return;
  }
  if (url === undefined) {
    yield error(path, `${quoted(text)} has an impossible host or port.`);
    return;
  }
  if (hasCredentials(url)) {
    const advice = 'Use a path that is hard to guess, and verify signatures.';
    yield error(
      path,
      `The URL holds credentials, which the repository and logs would show. ${advice}`,
    );
  }
  if (url.protocol !== 'https:') {
    yield warning(path, 'The URL is not https. Others could read and change what is delivered.');
  }
  const kind = unreachableKind(url.hostname);
  if (kind !== undefined) {
    yield warning(
      path,
      `The URL names ${kind}, which Conduit cannot reach. Use an address on the internet.`,
    );
  }
}

function tooLong(url: string): string {
  return `The URL has ${url.length} characters. It can have at most ${longestUrl}.`;
}

function parsedUrl(text: string): URL | undefined {
  return text.length > longestUrl ? undefined : (URL.parse(text) ?? undefined);
}

function hasCredentials({ username, password }: URL): boolean {
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
      const [high, low] = [
        Number.parseInt(mapped[1] ?? '', 16),
        Number.parseInt(mapped[2] ?? '', 16),
      ];
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

/** An error for each draft whose `field` an earlier one has too, upper and lower case alike for a secret's name. */
function* repeated(
  drafts: readonly Draft[],
  field: 'secret' | 'id',
  message: (first: string) => string,
): Generator<PathFinding> {
  const firsts = new Map<string, Draft>();
  for (const draft of drafts) {
    const value = draft.fields[field];
    if (value === undefined) continue;
    const key = field === 'secret' ? value.toUpperCase() : value;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, draft);
    else yield error(draft.pathOf(field), message(first.name));
  }
}

/** The field that limits a webhook to the events of one client, as the spec calls it now. */
const scopeField = 'organizationId';

/** Drafts of one URL: the same body twice is an error, an event delivered twice a warning. */
function* sameReceiver(group: Draft[], baseUrl: string | undefined): Generator<PathFinding> {
  const bodies = new Map<string, Draft>();
  /** Event → scope ('' for all) → the first draft that has it. */
  const owners = new Map<string, Map<string, Draft>>();
  for (const draft of group) {
    const { name, pathOf } = draft;
    const fields: Readonly<Record<string, unknown>> = { ...draft.fields };
    const body = bodyOf(draft, baseUrl);
    const isWhole =
      draft.fields.events?.includes(undefined as never) !== true &&
      requestFields.every((field) => !Object.hasOwn(fields, field) || fields[field] !== undefined);
    if (isWhole) {
      const text = canonicalText(body);
      const twin = bodies.get(text);
      if (twin !== undefined) {
        yield error(
          ['webhooks', name],
          `This is the same webhook as ${quoted(twin.name)}. Keep one of them.`,
          'key',
        );
        continue;
      }
      bodies.set(text, draft);
    }
    if (Object.hasOwn(fields, scopeField) && fields[scopeField] === undefined) continue;
    const scope = String(fields[scopeField] ?? '');
    const shared = new Map<Draft, string[]>();
    for (const event of body.events) {
      const earlier = owners.get(event) ?? new Map<string, Draft>();
      owners.set(event, earlier);
      const other =
        scope === '' ? earlier.values().next().value : (earlier.get(scope) ?? earlier.get(''));
      if (other !== undefined) shared.set(other, [...(shared.get(other) ?? []), event]);
      if (!earlier.has(scope)) earlier.set(scope, draft);
    }
    for (const [other, both] of shared) {
      const message = `Conduit would deliver ${someOf(both)} twice. ${quoted(other.name)} has the same URL and ${both.length === 1 ? 'that event' : 'those events'} too.`;
      yield warning(pathOf('url'), message);
    }
  }
}

/** The first three names; how many more there are. */
function someOf(names: readonly string[]): string {
  if (names.length <= 3) return listed(names);
  return `${names.slice(0, 3).map(quoted).join(', ')} and ${names.length - 3} more`;
}

function error(path: Path, message: string, at: PathPlace['at'] = 'value'): PathFinding {
  return { severity: 'error', message: () => message, where: { path, at } };
}

function warning(path: Path, message: string): PathFinding {
  return { severity: 'warning', message: () => message, where: { path, at: 'value' } };
}
