/** What the schema cannot say: rules about one environment's webhooks, together and one by one. */
import { type Environment, environments, eventPatterns, requestFields, requiredFields } from '../generated/api.ts';
import { validateSent } from '../generated/manifest-validator.ts';
import type { Manifest, Settings } from '../generated/types.ts';
import { canonicalText } from '../webhook/body.ts';
import { parseDecision } from './decisions.ts';
import { bodyOf, type Draft, expandEvents, fullUrl, isPath } from './declarations.ts';
import { inWords, quoted, quotedList, type Report } from './problem.ts';
import { notReplaced } from './syntax.ts';
import { hasCredentials, judgeServer, readUrl } from './webhook-url.ts';

/** Judges what `environment` has of a manifest. What the schema refused is not judged again. */
export function judge(drafts: readonly Draft[], environment: Environment, settings: Settings, report: Report): void {
  const baseUrl = soundBaseUrl(settings.baseUrl, environment, report);
  judgeDecisions(settings.decisions ?? [], environment, report);
  const receivers = new Map<string, Draft[]>();
  for (const draft of drafts) {
    for (const field of requiredFields) {
      if (Object.hasOwn(draft.fields, field)) continue;
      report('error', { keyOf: ['webhooks', draft.name] }, () => `${quoted(field)} is missing.`);
    }
    judgeEvents(draft, report);
    const url = soundUrl(draft, baseUrl, settings, report);
    if (url === undefined) continue;
    judgeSent(draft, baseUrl, report);
    const sharing = receivers.get(url);
    if (sharing === undefined) receivers.set(url, [draft]);
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
  report: Report,
): void {
  for (const [name, webhook] of Object.entries(webhooks)) {
    const blocks: Readonly<Record<string, unknown>> = { ...webhook?.environments };
    if (Object.keys(environments).some((environment) => blocks[environment] !== false)) continue;
    const message = () => `${quoted(name)} is declared in no environment. Remove it, or remove a "false".`;
    report('warning', { keyOf: ['webhooks', name] }, message);
  }
  for (const { last, named } of sharedBetween(draftsBy, 'id')) {
    const rule = 'have the same ID, but a webhook is in one environment only. Remove the wrong one.';
    report('error', last.pathOf('id'), () => `${inWords(named)} ${rule}`);
  }
  for (const { first, named } of sharedBetween(draftsBy, 'secret')) {
    const rule =
      'use the same GitHub secret name, but a repository secret has only one value. Use environment secrets (input secrets-environment), or a different name for each.';
    report('notice', first.pathOf('secret'), () => `${inWords(named)} ${rule}`);
  }
}

/** The base URL when paths can be appended to it. */
function soundBaseUrl(text: string | undefined, environment: Environment, report: Report): string | undefined {
  if (text === undefined) return undefined;
  const path = ['environments', environment, 'baseUrl'];
  const url = readUrl(text, path, report);
  if (url === undefined) return undefined;
  judgeServer(url, path, report);
  const isOpen = !/[?#]/.test(text);
  if (!isOpen) {
    const advice = 'Remove everything from "?" or "#" on.';
    report('error', path, () => `A base URL cannot have a query or fragment. ${advice}`);
  }
  return isOpen && !hasCredentials(url) ? text : undefined;
}

function judgeDecisions(lines: readonly (string | undefined)[], environment: Environment, report: Report): void {
  for (const [index, line] of lines.entries()) {
    if (line === undefined) continue;
    const parsed = parseDecision(line);
    const isPlain = !/[^\S\t\r\n ]/.test(line);
    if (parsed.ok && isPlain) continue;
    const wrong = parsed.ok ? 'This decision has another character than a space.' : parsed.message;
    report('error', ['environments', environment, 'decisions', index], () => notReplaced(line) ?? wrong);
  }
}

function judgeEvents({ fields: { events = [] }, pathOf }: Draft, report: Report): void {
  const named = new Set<string | undefined>(events);
  const patterns = Object.keys(eventPatterns).filter((pattern) => named.has(pattern));
  const seen = new Set<string>();
  for (const [index, event] of events.entries()) {
    if (event === undefined) continue;
    const path = [...pathOf('events'), index];
    if (seen.has(event)) {
      report('error', path, () => `${quoted(event)} is listed twice. Remove one.`);
      continue;
    }
    seen.add(event);
    const cover = patterns.find(
      (pattern) => pattern !== event && expandEvents([event]).every((name) => eventPatterns[pattern]?.includes(name)),
    );
    if (cover === undefined) continue;
    const message = () => `${quoted(event)} is already covered by ${quoted(cover)}. Remove one of them.`;
    report('warning', path, message);
  }
}

/** The URL of a draft in the form that tells URLs apart, when it is one. What is wrong with a base URL is said there. */
function soundUrl({ fields, pathOf }: Draft, baseUrl: string | undefined, settings: Settings, report: Report) {
  const { url: text } = fields;
  if (text === undefined) return undefined;
  const path = pathOf('url');
  if (isPath(text) && baseUrl === undefined) {
    if (Object.hasOwn(settings, 'baseUrl')) return undefined;
    const place = 'below "environments:" and the name of the environment, at the top of the manifest';
    const advice = `Set it ${place}, or use a full URL.`;
    report('error', path, () => `${quoted(text)} is a path, but its environment has no "baseUrl". ${advice}`);
    return undefined;
  }
  const url = readUrl(fullUrl(text, baseUrl), path, report);
  if (url !== undefined && !isPath(text)) judgeServer(url, path, report);
  return url?.href;
}

/** What the API says of a URL and of events as they are sent. What is sent as it is written, the schema has judged. */
function judgeSent({ fields, pathOf }: Draft, baseUrl: string | undefined, report: Report): void {
  const url = fullUrl(fields.url ?? '', baseUrl);
  const listed = (fields.events ?? []).filter((event) => event !== undefined);
  const events = expandEvents(listed);
  if (validateSent({ url, events })) return;
  for (const { instancePath, keyword, schema } of validateSent.errors ?? []) {
    const isUrl = instancePath === '/url';
    if (isUrl ? url === fields.url : events.length === listed.length) continue;
    const sent = isUrl ? `The URL becomes ${quoted(url)}` : `The list becomes ${events.length} events`;
    const message = () => `${sent}, which breaks the rule "${keyword}: ${schema}" of the API.`;
    report('error', pathOf(instancePath.slice(1)), message);
  }
}

/** The drafts of each value of a field that only one webhook may have. */
function claimsOf<T extends Draft>(drafts: readonly T[], field: 'secret' | 'id'): T[][] {
  const claiming = drafts.filter(({ fields }) => fields[field] !== undefined);
  // GitHub takes upper and lower case in the name of a secret for the same.
  return [
    ...Map.groupBy(claiming, ({ fields: { id, secret } }) => (field === 'id' ? id : secret?.toUpperCase())).values(),
  ];
}

/** An error for each draft whose `field` an earlier one has too. */
function judgeRepeated(
  drafts: readonly Draft[],
  field: 'secret' | 'id',
  report: Report,
  message: (first: string) => string,
): void {
  for (const [first, ...others] of claimsOf(drafts, field)) {
    for (const { pathOf } of others) report('error', pathOf(field), () => message(first?.name ?? ''));
  }
}

/** The values that webhooks of several environments have: the first draft, that of the last environment, and all names. */
function sharedBetween(draftsBy: ReadonlyMap<Environment, readonly Draft[]>, field: 'secret' | 'id') {
  const drafts = [...draftsBy].flatMap(([environment, all]) => all.map((draft) => ({ ...draft, environment })));
  return claimsOf(drafts, field).flatMap((group) => {
    const named = [...new Set(group.map(({ environment }) => environment))];
    const [first] = group;
    const last = group.find(({ environment }) => environment === named.at(-1));
    return first === undefined || last === undefined || named.length < 2 ? [] : { first, last, named };
  });
}

/** The field that limits a webhook to the events of one client, as the spec calls it now. */
const scopeField = 'organizationId';

/** Drafts of one URL: the same body twice is an error, an event delivered twice a warning. */
function judgeReceiver(group: readonly Draft[], baseUrl: string | undefined, report: Report): void {
  const bodies = new Map<string, Draft>();
  /** Event → scope ('' for all) → the first draft that has it. */
  const owners = new Map<string, Map<string, Draft>>();
  for (const draft of group) {
    const { name, fields, pathOf } = draft;
    const body = bodyOf(draft, baseUrl);
    if (isWhole(draft)) {
      const text = canonicalText(body);
      const twin = bodies.get(text);
      if (twin !== undefined) {
        const message = () => `This webhook is identical to ${quoted(twin.name)}. Remove one of them.`;
        report('error', { keyOf: ['webhooks', name] }, message);
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
      const message = () => `${quoted(other.name)} sends ${someOf(both)} to the same URL, so ${arrives}.`;
      report('warning', pathOf('url'), message);
    }
  }
}

/** True when the schema refused nothing of what a request would send. */
function isWhole({ fields }: Draft): boolean {
  return (
    fields.events?.every((event) => event !== undefined) !== false &&
    requestFields.every((field) => !Object.hasOwn(fields, field) || fields[field] !== undefined)
  );
}

/** The first three names; how many more there are. */
function someOf(names: readonly string[]): string {
  if (names.length <= 3) return quotedList(names);
  return `${names.slice(0, 3).map(quoted).join(', ')} and ${names.length - 3} more`;
}
