/** What the schema cannot say: rules about one environment's webhooks, together and one by one. */
import {
  type Environment,
  eventPatterns,
  requestFields,
  requiredFields,
} from '../generated/api.ts';
import type { Settings } from '../generated/types.ts';
import { canonicalText } from '../state/webhook.ts';
import { parseDecision } from './decisions.ts';
import { bodyOf, type Draft, expandEvents, fullUrl, isPath } from './declarations.ts';
import { inWords, listed, type Path, type PathFinding, type PathPlace, quoted } from './problem.ts';
import { judgeSent } from './sent.ts';
import { longestUrl } from './uri.ts';

const patternNames = Object.keys(eventPatterns);

type Report = (finding: PathFinding) => void;

/** Judges what `environment` has of a manifest. What the schema refused is not judged again. */
export function judge(
  drafts: readonly Draft[],
  environment: Environment,
  settings: Settings,
  report: Report,
): void {
  const baseUrl = soundBaseUrl(settings.baseUrl, environment, report);
  for (const [index, line] of (settings.decisions ?? []).entries()) {
    const parsed = line === undefined ? undefined : parseDecision(line);
    if (parsed?.ok !== false) continue;
    report(error(['environments', environment, 'decisions', index], parsed.message));
  }
  const receivers = new Map<string, Draft[]>();
  for (const draft of drafts) {
    judgePresence(draft, report);
    judgeEvents(draft, report);
    const { url: text } = draft.fields;
    if (text === undefined) continue;
    const path = draft.pathOf('url');
    if (isPath(text) && baseUrl === undefined) {
      if (Object.hasOwn(settings, 'baseUrl')) continue;
      const message = `${quoted(text)} is a path, and its environment has no "baseUrl". Add one under "environments".`;
      report(error(path, message));
      continue;
    }
    const url = parsedUrl(fullUrl(text, baseUrl), path, report);
    if (url === undefined) continue;
    // What is wrong with a base URL is said there.
    if (!isPath(text)) judgeServer(url, path, report);
    judgeSent(draft, baseUrl, report);
    const sharing = receivers.get(url.href);
    if (sharing === undefined) receivers.set(url.href, [draft]);
    else sharing.push(draft);
  }
  judgeRepeated(drafts, 'secret', report, (name) => {
    const rule = 'Each webhook needs its own. GitHub does not tell upper from lower case.';
    return `The GitHub secret is also that of ${quoted(name)}. ${rule}`;
  });
  judgeRepeated(
    drafts,
    'id',
    report,
    (name) => `This is also the ID of ${quoted(name)}. Each webhook has its own.`,
  );
  for (const group of receivers.values()) {
    if (group.length > 1) judgeReceiver(group, baseUrl, report);
  }
}

/**
 * A notice for each GitHub secret that webhooks of more than one environment name, at the first of them. It has one
 * value, so each environment needs a GitHub environment that keeps its own.
 */
export function noteSharedSecrets(
  draftsBy: ReadonlyMap<Environment, readonly Draft[]>,
  report: Report,
): void {
  const users = new Map<string, { first: Draft; environments: Set<Environment> }>();
  for (const [environment, drafts] of draftsBy) {
    for (const draft of drafts) {
      const name = draft.fields.secret?.toUpperCase();
      if (name === undefined) continue;
      const user = users.get(name) ?? { first: draft, environments: new Set() };
      users.set(name, user);
      user.environments.add(environment);
    }
  }
  for (const { first, environments } of users.values()) {
    if (environments.size < 2) continue;
    const message = `This GitHub secret is named for ${inWords([...environments])}, and has one value. Keep it in a GitHub environment for each (input secrets-environment), or name one for each.`;
    const where = { path: first.pathOf('secret'), at: 'value' } as const;
    report({ severity: 'notice', message: () => message, where });
  }
}

function judgePresence({ name, fields }: Draft, report: Report): void {
  for (const field of requiredFields) {
    if (Object.hasOwn(fields, field)) continue;
    report(error(['webhooks', name], `${quoted(field)} is missing.`, 'key'));
  }
}

function judgeEvents({ fields: { events = [] }, pathOf }: Draft, report: Report): void {
  const named = new Set<string | undefined>(events);
  const patterns = patternNames.filter((pattern) => named.has(pattern));
  if (patterns.length === 0 && named.size === events.length) return;
  const seen = new Set<string>();
  for (const [index, event] of events.entries()) {
    if (event === undefined) continue;
    const path = [...pathOf('events'), index];
    if (seen.has(event)) {
      report(error(path, `${quoted(event)} is repeated. Name each event once.`));
      continue;
    }
    seen.add(event);
    const cover = patterns.find(
      (pattern) =>
        pattern !== event &&
        expandEvents([event]).every((name) => eventPatterns[pattern]?.includes(name)),
    );
    if (cover === undefined) continue;
    const message = `${quoted(event)} is already covered by ${quoted(cover)}. Remove one of them.`;
    report(warning(path, message));
  }
}

/** The base URL when paths can be appended to it. */
function soundBaseUrl(
  text: string | undefined,
  environment: Environment,
  report: Report,
): string | undefined {
  if (text === undefined) return undefined;
  const path = ['environments', environment, 'baseUrl'];
  const url = parsedUrl(text, path, report);
  if (url === undefined) return undefined;
  judgeServer(url, path, report);
  const isOpen = !/[?#]/.test(text);
  if (!isOpen) {
    const advice = 'Remove the query and the fragment, from "?" or "#" on.';
    report(error(path, `A path is appended to this URL. ${advice}`));
  }
  return isOpen && !hasCredentials(url) ? text : undefined;
}

function parsedUrl(text: string, path: Path, report: Report): URL | undefined {
  if (text.length > longestUrl) {
    const message = `The URL has ${text.length} characters. It can have at most ${longestUrl}.`;
    report(error(path, message));
    return undefined;
  }
  const url = URL.parse(text);
  // What follows one slash, three or none is a path (RFC 3986, 3), which a parser of the web takes for a host.
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(text) || url?.hostname === '') {
    const rule = 'Write the URL in full, such as https://hooks.example.com/conduit.';
    report(error(path, `${quoted(text)} names no server. ${rule}`));
    return undefined;
  }
  if (url === null) report(error(path, `${quoted(text)} has an impossible host or port.`));
  return url ?? undefined;
}

function judgeServer(url: URL, path: Path, report: Report): void {
  if (hasCredentials(url)) {
    const advice = 'Use a path that is hard to guess, and verify signatures.';
    const message = `The URL holds credentials, which the repository and logs would show. ${advice}`;
    report(error(path, message));
  }
  if (url.protocol !== 'https:') {
    const message = 'The URL is not https. Others could read and change what is delivered.';
    report(warning(path, message));
  }
  const kind = unreachableKind(url.hostname);
  if (kind !== undefined) {
    const message = `The URL names ${kind}, which Conduit cannot reach. Use an address on the internet.`;
    report(warning(path, message));
  }
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
function judgeRepeated(
  drafts: readonly Draft[],
  field: 'secret' | 'id',
  report: Report,
  message: (first: string) => string,
): void {
  const firsts = new Map<string, Draft>();
  for (const draft of drafts) {
    const value = draft.fields[field];
    if (value === undefined) continue;
    const key = field === 'secret' ? value.toUpperCase() : value;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, draft);
    else report(error(draft.pathOf(field), message(first.name)));
  }
}

/** The field that limits a webhook to the events of one client, as the spec calls it now. */
const scopeField = 'organizationId';

/** Drafts of one URL: the same body twice is an error, an event delivered twice a warning. */
function judgeReceiver(group: Draft[], baseUrl: string | undefined, report: Report): void {
  const bodies = new Map<string, Draft>();
  /** Event → scope ('' for all) → the first draft that has it. */
  const owners = new Map<string, Map<string, Draft>>();
  for (const draft of group) {
    const { name, pathOf } = draft;
    const fields: Readonly<Record<string, unknown>> = { ...draft.fields };
    const body = bodyOf(draft, baseUrl);
    if (isWhole(draft)) {
      const text = canonicalText(body);
      const twin = bodies.get(text);
      if (twin !== undefined) {
        const message = `This is the same webhook as ${quoted(twin.name)}. Keep one of them.`;
        report(error(['webhooks', name], message, 'key'));
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
      report(warning(pathOf('url'), message));
    }
  }
}

/** True when the schema refused nothing of what a request would send. */
function isWhole({ fields }: Draft): boolean {
  const values: Readonly<Record<string, unknown>> = { ...fields };
  return (
    fields.events?.every((event) => event !== undefined) !== false &&
    requestFields.every((field) => !Object.hasOwn(values, field) || values[field] !== undefined)
  );
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
