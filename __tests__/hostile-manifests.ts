/** Texts that attack the log, the annotations or the summary, and where a manifest has them. */

/** Commands of the runner and of terminals, as a quoted text of YAML has them. */
export const commands = [
  '::stop-commands::x',
  '\\r::stop-commands::x',
  '\\n::set-output name=valid::true',
  '\\u2028::error::x',
  '\\x85::add-mask::valid',
  '##[add-mask]valid',
  'text ##[error]x',
  '\\e[2J\\x07\\b',
  '%0A::error::x%0D',
  '\\u202e\\u200b\\ufeff',
];

/** A webhook of its own, with these fields beside or in place of the usual ones. */
function webhook(name: string, fields: Record<string, string>): string {
  const all = { url: `https://a.example/${name}`, events: "['*']", status: 'enabled', ...fields };
  return `${name}: { ${Object.entries(all).map(([key, value]) => `${key}: ${value}`)} }`;
}

type Place = [what: string, entry: (text: string, name: string) => string, isTop?: true];

/** What has a text in it: an entry of the webhooks, or of the manifest. */
export const places: Place[] = [
  ['a name', (text) => `"${text}": { url: https://a.example, events: ['*'], status: enabled }`],
  ['a field', (text, name) => webhook(name, { [`"${text}"`]: '1' })],
  ['a top field', (text) => `"${text}": 1`, true],
  ['an event', (text, name) => webhook(name, { events: `["${text}"]` })],
  ['a status', (text, name) => webhook(name, { status: `"${text}"` })],
  ['a URL', (text, name) => webhook(name, { url: `"${text}"` })],
  ['an organization', (text, name) => webhook(name, { organizationId: `"${text}"` })],
  ['a secret’s name', (text, name) => webhook(name, { secret: `"${text}"` })],
  ['an environment', (text, name) => webhook(name, { environments: `{ "${text}": {} }` })],
  ['an ID', (text, name) => webhook(name, { environments: `{ live: { id: "${text}" } }` })],
  ['a repeated key', (text) => `"${text}": 1, "${text}": 2`, true],
  ['a value of another kind', (text, name) => `${name}: "${text}"`],
];

/** A manifest with each of the texts in each of the places. */
export function manifestWith(texts: readonly string[], at: readonly Place[]): string {
  const entries = (wanted: true | undefined) =>
    at.flatMap(([, entry, isTop], place) =>
      isTop === wanted ? texts.map((text, n) => entry(text, `a${place}-${n}`)) : [],
    );
  return `{ ${[`webhooks: { ${entries(undefined).join(', ')} }`, ...entries(true)].join(', ')} }`;
}

/** Texts that are no manifest, with commands as they stand. */
export const rawCommands = [
  '::stop-commands::x\n##[add-mask]valid\n',
  '\r::error::x\r::set-output name=valid::true\r',
  'webhooks: {\r::stop-commands::x',
  'webhooks: &::error::x [*nope::y]\n',
  'webhooks: !<tag:::error::x> 1\n',
  '%YAML ::error::\n---\n::warning::x',
  '? [::error::x]\n: ##[error]y\n',
];
