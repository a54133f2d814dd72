/** What the schema cannot say: rules about one environment's webhooks, together and one by one. */
import { type Environment, environments, eventPatterns, requestFields, requiredFields } from '../generated/api.ts';
import type { Manifest, Settings } from '../generated/types.ts';
import { longestUrl } from '../safe/uri.ts';
import { canonicalText } from '../webhook/body.ts';
import { parseDecision } from './decisions.ts';
import { bodyOf, type Draft, expandEvents, fullUrl, isPath } from './declarations.ts';
import { inWords, type Path, type PathPlace, type PathProblem, quoted, quotedList } from './problem.ts';
import { judgeSent } from './sent.ts';
import { notReplaced } from './syntax.ts';
import { tooLong, unreachableKind } from './webhook-url.ts';

const patternNames = Object.keys(eventPatterns);

type Tell = (finding: PathProblem) => void;

/** Judges what `environment` has of a manifest. What the schema refused is not judged again. */
export function judge(drafts: readonly Draft[], environment: Environment, settings: Settings, report: Tell): void {
  const baseUrl = soundBaseUrl(settings.baseUrl, environment, report);
  for (const [index, line] of (settings.decisions ?? []).entries()) {
    if (line === undefined) continue;
    const parsed = parseDecision(line);
    const isPlain = !/[^\S\t\r\n ]/.test(line);
    if (parsed.ok && isPlain) continue;
    const wrong = parsed.ok ? 'This decision has another character than a space.' : parsed.message;
    const message = notReplaced(line) ?? wrong;
    report(error(['environments', environment, 'decisions', index], message));
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
      const place = 'below "environments:" and the name of the environment, at the top of the manifest';
      const message = `${quoted(text)} is a path, but its environment has no "baseUrl". Set it ${place}, or use a full URL.`;
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
    const rule = 'Each webhook needs its own. Secret names are not case-sensitive.';
    return `${quoted(name)} already uses this GitHub secret. ${rule}`;
  });
  judgeRepeated(drafts, 'id', report, (name) => `${quoted(name)} has the same ID. Each webhook needs its own.`);
  for (const group of receivers.values()) {
    if (group.length > 1) judgeReceiver(group, baseUrl, report);
  }
}

/** Judges what several environments have between them. */
export function judgeTogether(
  { webhooks }: Manifest,
  draftsBy: ReadonlyMap<Environment, readonly Draft[]>,
  report: Tell,
): void {
  for (const [name, webhook] of Object.entries(webhooks)) {
    const blocks = webhook?.environments;
    if (!Object.keys(environments).every((one) => blocks?.[one as Environment] === false)) continue;
    const message = `${quoted(name)} is declared in no environment. Remove it, or remove a "false".`;
    report(warning(['webhooks', name], message, 'key'));
  }
  for (const { last, named } of sharedBetween(draftsBy, 'id')) {
    const message = `${inWords(named)} have the same ID, but a webhook is in one environment only. Remove the wrong one.`;
    report(error(last.pathOf('id'), message));
  }
  for (const { first, named } of sharedBetween(draftsBy, 'secret')) {
    const message = `${inWords(named)} use the same GitHub secret name, but a repository secret has only one value. Use environment secrets (input secrets-environment), or a different name for each.`;
    const where = { path: first.pathOf('secret'), at: 'value' } as const;
    report({ severity: 'notice', message: () => message, where });
  }
}
function judgePresence({ name, fields }: Draft, report: Tell): void {
  for (const field of requiredFields) {
    if (Object.hasOwn(fields, field)) continue;
    report(error(['webhooks', name], `${quoted(field)} is missing.`, 'key'));
  }
}

function judgeEvents({ fields: { events = [] }, pathOf }: Draft, report: Tell): void {
  const named = new Set<string | undefined>(events);
  const patterns = patternNames.filter((pattern) => named.has(pattern));
  if (patterns.length === 0 && named.size === events.length) return;
  const seen = new Set<string>();
  for (const [index, event] of events.entries()) {
    if (event === undefined) continue;
    const path = [...pathOf('events'), index];
    if (seen.has(event)) {
      report(error(path, `${quoted(event)} is listed twice. Remove one.`));
      continue;
    }
    seen.add(event);
    const cover = patterns.find(
      (pattern) => pattern !== event && expandEvents([event]).every((name) => eventPatterns[pattern]?.includes(name)),
    );
    if (cover === undefined) continue;
    const message = `${quoted(event)} is already covered by ${quoted(cover)}. Remove one of them.`;
    report(warning(path, message));
  }
}

/** The base URL when paths can be appended to it. */
function soundBaseUrl(text: string | undefined, environment: Environment, report: Tell): string | undefined {
  if (text === undefined) return undefined;
  const path = ['environments', environment, 'baseUrl'];
  const url = parsedUrl(text, path, report);
  if (url === undefined) return undefined;
  judgeServer(url, path, report);
  const isOpen = !/[?#]/.test(text);
  if (!isOpen) {
    const advice = 'Remove everything from "?" or "#" on.';
    report(error(path, `A base URL cannot have a query or fragment. ${advice}`));
  }
  return isOpen && !hasCredentials(url) ? text : undefined;
}

function parsedUrl(text: string, path: Path, report: Tell): URL | undefined {
  if (text.length > longestUrl) {
    report(error(path, tooLong(text)));
    return undefined;
  }
  const url = URL.parse(text);
  // What follows one slash, three or none is a path (RFC 3986, 3), which a parser of the web takes for a host.
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(text) || url?.hostname === '') {
    const rule = 'Use a full URL, such as https://hooks.example.com/conduit.';
    report(error(path, `${quoted(text)} has no host. ${rule}`));
    return undefined;
  }
  if (url === null) report(error(path, `${quoted(text)} has an invalid host or port.`));
  return url ?? undefined;
}

function judgeServer(url: URL, path: Path, report: Tell): void {
  if (hasCredentials(url)) {
    const why = 'They would be visible in the repository and in logs. Verify signatures instead.';
    report(error(path, `Remove the user name and password from the URL. ${why}`));
  }
  if (url.protocol === 'http:') {
    report(warning(path, 'Use https. Over http, others can read and change deliveries.'));
  } else if (url.protocol !== 'https:') {
    report(error(path, `Conduit cannot deliver to ${quoted(url.protocol)}. Use https.`));
  }
  const kind = unreachableKind(url.hostname);
  if (kind !== undefined) {
    report(warning(path, `Conduit cannot reach ${kind}. Use a public URL.`));
  }
}

function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

/** The values that webhooks of several environments have: the first draft, the last, and all their environments. */
function sharedBetween(
  draftsBy: ReadonlyMap<Environment, readonly Draft[]>,
  field: 'secret' | 'id',
): { first: Draft; last: Draft; named: Environment[] }[] {
  const users = new Map<string, { first: Draft; last: Draft; named: Environment[] }>();
  for (const [environment, drafts] of draftsBy) {
    for (const draft of drafts) {
      const value = claimOf(draft, field);
      if (value === undefined) continue;
      const user = users.get(value) ?? { first: draft, last: draft, named: [] };
      users.set(value, user);
      if (user.named.includes(environment)) continue;
      user.named.push(environment);
      user.last = draft;
    }
  }
  return [...users.values()].filter(({ named }) => named.length > 1);
}

/** What tells values apart: GitHub takes upper and lower case in the name of a secret for the same. */
function claimOf({ fields }: Draft, field: 'secret' | 'id'): string | undefined {
  return field === 'secret' ? fields.secret?.toUpperCase() : fields.id;
}

/** An error for each draft whose `field` an earlier one has too. */
function judgeRepeated(
  drafts: readonly Draft[],
  field: 'secret' | 'id',
  report: Tell,
  message: (first: string) => string,
): void {
  const firsts = new Map<string, Draft>();
  for (const draft of drafts) {
    const key = claimOf(draft, field);
    if (key === undefined) continue;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, draft);
    else report(error(draft.pathOf(field), message(first.name)));
  }
}

/** The field that limits a webhook to the events of one client, as the spec calls it now. */
const scopeField = 'organizationId';

/** Drafts of one URL: the same body twice is an error, an event delivered twice a warning. */
function judgeReceiver(group: Draft[], baseUrl: string | undefined, report: Tell): void {
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
        const message = `This webhook is identical to ${quoted(twin.name)}. Remove one of them.`;
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
      const other = scope === '' ? earlier.values().next().value : (earlier.get(scope) ?? earlier.get(''));
      if (other !== undefined) shared.set(other, [...(shared.get(other) ?? []), event]);
      if (!earlier.has(scope)) earlier.set(scope, draft);
    }
    for (const [other, both] of shared) {
      const arrives = both.length === 1 ? 'it arrives twice' : 'each arrives twice';
      const message = `${quoted(other.name)} sends ${someOf(both)} to the same URL, so ${arrives}.`;
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
  if (names.length <= 3) return quotedList(names);
  return `${names.slice(0, 3).map(quoted).join(', ')} and ${names.length - 3} more`;
}

function error(path: Path, message: string, at: PathPlace['at'] = 'value'): PathProblem {
  return { severity: 'error', message: () => message, where: { path, at } };
}

function warning(path: Path, message: string, at: PathPlace['at'] = 'value'): PathProblem {
  return { severity: 'warning', message: () => message, where: { path, at } };
}
