/** What the schema cannot say: rules about one environment's webhooks, together and one by one. */
import { eventPatterns, requestFields, requiredFields } from '../generated/api.ts';
import { type Draft, expandEvents } from './declarations.ts';
import { type PathProblem, quoted } from './problem.ts';

/** Problems of the drafts of one environment. What the schema refused in a draft is not judged again. */
export function ruleProblems(drafts: Draft[]): PathProblem[] {
  const problems: PathProblem[] = [];
  const receivers = new Map<string, Draft[]>();
  for (const draft of drafts) {
    // Not spread into one call: a list may be longer than a call has room for arguments.
    for (const one of [...missingFields(draft), ...eventProblems(draft)]) problems.push(one);
    if (draft.fields.url === undefined) continue;
    const url = URL.parse(draft.fields.url);
    problems.push(...urlProblems(draft, url));
    if (url === null) continue;
    const sharing = receivers.get(url.href);
    if (sharing === undefined) receivers.set(url.href, [draft]);
    else sharing.push(draft);
  }
  return [...problems, ...sharedProblems(drafts, receivers)];
}

function missingFields({ name, fields }: Draft): PathProblem[] {
  return requiredFields
    .filter((field) => !Object.hasOwn(fields, field))
    .map((field) => error(['webhooks', name], 'key', `has no "${field}": add it`));
}

/** The draft's events, those that the schema refused left out, patterns unexpanded. */
function soundEvents({ fields }: Draft): EventList {
  return (fields.events ?? []).filter((event) => event !== undefined);
}

type EventList = NonNullable<Draft['fields']['events']>;

function eventProblems({ fields: { events = [] }, pathOf }: Draft): PathProblem[] {
  const patterns = events.filter((event) => event?.endsWith('*'));
  if (patterns.length === 0 && new Set(events).size === events.length) return [];
  const seen = new Set<string>();
  return events.flatMap((event, index) => {
    if (event === undefined) return [];
    const path = [...pathOf('events'), index];
    if (seen.has(event)) {
      return [error(path, 'value', `${quoted(event)} is repeated: name each event once`)];
    }
    seen.add(event);
    const cover = patterns.find(
      (pattern) =>
        pattern !== event &&
        expandEvents([event]).every((name) => eventPatterns[pattern]?.includes(name)),
    );
    if (cover === undefined) return [];
    const message = `${quoted(event)} is covered by ${quoted(cover)} already: remove one of the two`;
    return [warning(path, message)];
  });
}

function urlProblems(
  { fields: { url: text = '' }, pathOf }: Draft,
  url: URL | null,
): PathProblem[] {
  const path = pathOf('url');
  // What follows one slash, three or none is a path (RFC 3986, 3), which a parser of the web takes for a host.
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(text) || url?.hostname === '') {
    const message = `${quoted(text)} names no server: write the URL whole, such as https://hooks.example.com/conduit`;
    return [error(path, 'value', message)];
  }
  if (url === null) {
    const message = `${quoted(text)} has a host or a port that cannot be: correct it`;
    return [error(path, 'value', message)];
  }
  const problems: PathProblem[] = [];
  if (url.username !== '' || url.password !== '') {
    problems.push(
      error(
        path,
        'value',
        'carries credentials in the URL, which the repository and logs would show: use a path that is hard to guess, and verify signatures',
      ),
    );
  }
  if (url.protocol !== 'https:') {
    problems.push(
      warning(path, 'is not https: what is delivered could be read and changed on its way'),
    );
  }
  const kind = unreachableKindOf(url.hostname);
  if (kind !== undefined) {
    const message = `names ${kind}, which Conduit cannot reach: give an address on the internet`;
    problems.push(warning(path, message));
  }
  return problems;
}

/** Answers given before: most manifests name few hosts. */
const unreachableKinds = new Map<string, string | undefined>();

function unreachableKindOf(hostname: string): string | undefined {
  if (!unreachableKinds.has(hostname)) unreachableKinds.set(hostname, unreachableKind(hostname));
  return unreachableKinds.get(hostname);
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

/** `receivers` are the drafts that have each URL. */
function sharedProblems(drafts: Draft[], receivers: ReadonlyMap<string, Draft[]>): PathProblem[] {
  return [
    ...repeated(drafts, 'secret').map(({ draft, first }) =>
      error(
        draft.pathOf('secret'),
        'value',
        `the GitHub secret is also that of ${quoted(first.name)}: each webhook has a signing secret of its own, so name another (GitHub does not tell upper from lower case)`,
      ),
    ),
    ...repeated(drafts, 'id').map(({ draft, first }) => {
      const message = `is also the ID of ${quoted(first.name)}: each webhook has an ID of its own`;
      return error(draft.pathOf('id'), 'value', message);
    }),
    ...[...receivers.values()].flatMap((group) => (group.length === 1 ? [] : sameReceiver(group))),
  ];
}

/** The drafts whose `field` an earlier one has too, upper and lower case alike for a secret's name. */
function repeated(drafts: Draft[], field: 'secret' | 'id'): { draft: Draft; first: Draft }[] {
  const firsts = new Map<string, Draft>();
  return drafts.flatMap((draft) => {
    const value = draft.fields[field];
    if (value === undefined) return [];
    const key = field === 'secret' ? value.toUpperCase() : value;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, draft);
    return first === undefined ? [] : [{ draft, first }];
  });
}

/** Drafts of one URL: the same body twice is an error, an event delivered twice a warning. */
function sameReceiver(group: Draft[]): PathProblem[] {
  const bodies = new Map<string, Draft>();
  /** Event → organization ('' for none) → the first draft that has it. */
  const owners = new Map<string, Map<string, Draft>>();
  return group.flatMap((draft) => {
    const { name, fields, pathOf } = draft;
    const listed = soundEvents(draft);
    const events = expandEvents(listed);
    const isSound =
      listed.length === fields.events?.length &&
      requestFields.every((field) => !Object.hasOwn(fields, field) || fields[field] !== undefined);
    if (isSound) {
      const { url, status, organizationId } = fields;
      const body = JSON.stringify([url, events.toSorted(), status, organizationId]);
      const twin = bodies.get(body);
      if (twin !== undefined) {
        const message = `is the same webhook as ${quoted(twin.name)}: keep one of the two`;
        return [error(['webhooks', name], 'key', message)];
      }
      bodies.set(body, draft);
    }
    if (Object.hasOwn(fields, 'organizationId') && fields.organizationId === undefined) return [];
    const organization = fields.organizationId ?? '';
    const shared = new Map<Draft, string[]>();
    for (const event of events) {
      const earlier = owners.get(event) ?? new Map<string, Draft>();
      owners.set(event, earlier);
      const other =
        organization === ''
          ? earlier.values().next().value
          : (earlier.get(organization) ?? earlier.get(''));
      if (other !== undefined) shared.set(other, [...(shared.get(other) ?? []), event]);
      if (!earlier.has(organization)) earlier.set(organization, draft);
    }
    return [...shared].map(([other, both]) =>
      warning(
        pathOf('url'),
        `gets ${someOf(both)} twice: ${quoted(other.name)} has the same URL and ${both.length === 1 ? 'that event' : 'those events'} too`,
      ),
    );
  });
}

/** The first three names; how many more there are. */
function someOf(names: readonly string[]): string {
  const first = names.slice(0, 3).map(quoted).join(', ');
  return names.length > 3 ? `${first} and ${names.length - 3} more` : first;
}

function error(path: PathProblem['path'], at: PathProblem['at'], message: string): PathProblem {
  return { severity: 'error', message, path, at };
}

function warning(path: PathProblem['path'], message: string): PathProblem {
  return { severity: 'warning', message, path, at: 'value' };
}
